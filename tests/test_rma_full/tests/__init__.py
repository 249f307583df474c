from . import test_whole_case
from . import test_contract_case
from . import test_credit_case
from . import test_courier_case
from . import test_standby_case
from . import test_accessible_pages
from . import test_customer_case
