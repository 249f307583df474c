from . import claim_standby
