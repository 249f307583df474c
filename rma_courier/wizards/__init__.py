from . import rma_consignment_event_wizard
from . import rma_import_parse_mixin
from . import rma_import_match_mixin
from . import rma_consignment_import_line
from . import rma_consignment_import
