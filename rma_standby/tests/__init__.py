from . import test_standby_papers
from . import test_standby_usage
