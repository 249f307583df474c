from . import rma_demo_stories
