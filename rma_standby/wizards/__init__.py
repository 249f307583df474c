from . import rma_standby_return_check
