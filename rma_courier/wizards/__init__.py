from . import rma_consignment_event_wizard
