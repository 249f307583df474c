from . import rma_consignment_event_wizard
from . import rma_loss_wizard
from . import rma_announce_wizard
from . import rma_pickup_wizard
from . import rma_courier_check
from . import rma_label_wizard
from . import rma_parcel_wizard
