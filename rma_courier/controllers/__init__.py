from . import courier_webhook
from . import desk_labels
