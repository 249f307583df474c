from . import test_label_dialog
from . import test_label_printing
from . import test_label_tour
from . import test_labels
from . import test_status
