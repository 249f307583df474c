# in the order of the process
from . import test_standby_set_up
from . import test_standby_pool
from . import test_standby_entitlement
from . import test_standby_reservation
from . import test_standby_fee
from . import test_standby_deposit
from . import test_standby_transfer
from . import test_standby_date
from . import test_standby_claim
from . import test_standby_discrepancy
from . import test_standby_swap
from . import test_standby_loss
from . import test_standby_damage
from . import test_standby_stories

# what is told, and who is reminded
from . import test_standby_notices
from . import test_standby_due
from . import test_standby_reminders
from . import test_standby_reminder_scale

# what people see and print
from . import test_standby_views
from . import test_standby_odd_cases
from . import test_standby_open_pages
from . import test_standby_tour
from . import test_standby_papers
from . import test_standby_usage

# what must never happen
from . import test_standby_attacks
from . import test_standby_bad_input
from . import test_standby_concurrency
from . import test_standby_invariants
from . import test_standby_security
from . import test_standby_budget
from . import test_standby_cost
from . import test_portal_standby
