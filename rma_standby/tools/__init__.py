from . import code_picture
