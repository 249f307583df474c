from . import rma_demo_teller
from . import rma_demo_stories
from . import rma_demo_money
