from . import test_standby_due
from . import test_standby_notices
from . import test_standby_reminder_scale
from . import test_standby_reminders
