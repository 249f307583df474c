from . import rma_demo_standby
