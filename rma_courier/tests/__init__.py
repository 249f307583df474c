from . import test_status
