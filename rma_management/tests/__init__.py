from . import test_ticket
from . import test_claim
from . import test_numbers
from . import test_origin
from . import test_authorisation
from . import test_validity
from . import test_receipt
from . import test_receipt_unannounced
