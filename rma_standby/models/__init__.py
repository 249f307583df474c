# what is set up once: families, products, companies, sites
from . import rma_standby_family
from . import product_template
from . import res_company
from . import res_config_settings
from . import stock_warehouse

# the pool
from . import rma_standby_place_mixin
from . import rma_standby_unit_page_mixin
from . import rma_standby_value_mixin
from . import rma_standby_unit

# what happened, and who was told
from . import rma_standby_event
from . import rma_standby_reminder_step
from . import rma_standby_reminder
from . import rma_standby_reminder_line

# the loan, in the order of the process
from . import rma_standby_gate_mixin
from . import rma_standby_case_mixin
from . import rma_standby_entitlement_mixin
from . import rma_standby_proposal_mixin
from . import rma_standby_reservation_mixin
from . import rma_standby_date_mixin
from . import rma_standby_agreement_mixin
from . import rma_standby_charge_mixin
from . import rma_standby_fee_mixin
from . import rma_standby_deposit_mixin
from . import rma_standby_refund_mixin
from . import rma_standby_waiver_mixin
from . import rma_standby_errand_mixin
from . import rma_standby_transfer_mixin
from . import rma_standby_follow_mixin
from . import rma_standby_movement_mixin
from . import rma_standby_notice_mixin
from . import rma_standby_receiver_mixin
from . import rma_standby_reminder_job_mixin
from . import rma_standby_reminder_mixin
from . import rma_standby_swap_mixin
from . import rma_standby_loss_mixin
from . import rma_standby_sale_mixin
from . import rma_standby_write_off_mixin
from . import rma_standby_damage_mixin
from . import rma_standby_ending_mixin
from . import rma_standby_step_mixin
from . import rma_standby_step_words_mixin
from . import rma_standby_page_mixin
from . import rma_standby_customer_mixin
from . import rma_standby_signing_mixin
from . import rma_standby_loan

# the cases that need it
from . import rma_claim_line
from . import rma_claim
from . import helpdesk_ticket

# the native documents that carry it out
from . import rma_standby_arrival_mixin
from . import rma_standby_discrepancy_mixin
from . import stock_location
from . import stock_lot
from . import stock_move
from . import stock_move_line
from . import stock_rule
from . import stock_picking
from . import sale_order_line
from . import sale_order
from . import account_move_line
from . import account_move

# papers
from . import ir_actions_report
from . import ir_attachment

# how the pool is used, and what it costs
from . import rma_cost_report
from . import rma_standby_usage_report
