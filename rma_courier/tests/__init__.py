from . import test_scale
from . import test_status
from . import test_consignment_views
from . import test_consignment_security
from . import test_turnaround
from . import test_consignment_tour
