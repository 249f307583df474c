from . import test_scale
from . import test_status
