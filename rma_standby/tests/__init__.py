from . import test_standby_usage
