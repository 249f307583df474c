from . import test_standby_due
from . import test_standby_notices
