from . import rma_standby_paper_report
from . import rma_standby_agreement_report
from . import rma_standby_return_slip_report
