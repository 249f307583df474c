from . import rma_standby_return_check
from . import rma_standby_pool_check_mixin
from . import rma_standby_pool_wizard
from . import rma_standby_extend_wizard
from . import rma_remarks_wizard
from . import rma_standby_damage_wizard
from . import rma_standby_loss_wizard
