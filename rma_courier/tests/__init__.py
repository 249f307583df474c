from . import test_status
from . import test_dock
from . import test_dock_security
from . import test_dock_tour
from . import test_parcel
from . import test_parcel_suggestions
