from . import test_standby_entitlement
from . import test_standby_fee
from . import test_standby_deposit
from . import test_standby_loss
from . import test_standby_damage
from . import test_standby_papers
from . import test_standby_usage
from . import test_standby_cost
