from . import test_standby_views
from . import test_standby_pool
from . import test_standby_usage
