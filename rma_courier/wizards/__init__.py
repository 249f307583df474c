from . import rma_consignment_event_wizard
from . import rma_parcel_wizard
