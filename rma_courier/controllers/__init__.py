from . import courier_webhook
from . import desk_labels
from . import claim_parcel
