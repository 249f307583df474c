from . import courier_webhook
from . import claim_parcel
