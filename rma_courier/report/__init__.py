from . import rma_paper_report
from . import rma_label_reports
from . import rma_document_reports
