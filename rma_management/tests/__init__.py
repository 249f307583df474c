from . import test_ticket
from . import test_claim
from . import test_numbers
from . import test_origin
from . import test_authorisation
