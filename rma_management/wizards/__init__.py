from . import rma_counter_wizard
from . import rma_remarks_wizard
from . import rma_override_wizard
from . import rma_validity_wizard
from . import rma_receipt_check
from . import rma_warranty_wizard
from . import account_move_reversal
from . import rma_credit_link_wizard
