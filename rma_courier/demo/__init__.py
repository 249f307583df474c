from . import rma_demo_courier
