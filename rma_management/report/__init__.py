from . import rma_statement_report
