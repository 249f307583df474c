from . import rma_remarks_wizard
from . import rma_standby_damage_wizard
from . import rma_standby_loss_wizard
