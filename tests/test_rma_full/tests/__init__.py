from . import test_whole_case
