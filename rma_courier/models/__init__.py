# what is set up once: couriers, companies, operation types
from . import res_company
from . import res_config_settings
from . import res_partner
from . import rma_carrier_tracking_mixin
from . import rma_carrier_demo_mixin
from . import delivery_carrier
from . import stock_picking_type
from . import stock_warehouse

# labels and papers, joined by the models below
from . import rma_paper_mixin
from . import rma_label_mixin
from . import rma_claim_label_mixin
from . import rma_claim_line_label_mixin
from . import rma_consignment_label_mixin
from . import rma_handover_mixin
from . import ir_actions_report

# the consignment: what it is, what is known of it, what it means
from . import rma_consignment_docket
from . import rma_consignment_docket_mixin
from . import rma_consignment_event
from . import rma_consignment_status_mixin
from . import rma_consignment_guard_mixin
from . import rma_consignment_action_mixin
from . import rma_consignment_effect_mixin
from . import rma_consignment_late_mixin
from . import rma_consignment_notice_mixin
from . import rma_consignment_page_mixin
from . import rma_consignment_poll_mixin
from . import rma_consignment_customer_mixin
from . import rma_consignment

# where its events come from
from . import rma_tracking_receive_mixin
from . import rma_tracking_generic_mixin
from . import rma_tracking_aftership_mixin
from . import rma_tracking_easypost_mixin
from . import rma_tracking_source
from . import rma_tracking_match_mixin
from . import rma_tracking_message

# parcels that nobody announced
from . import rma_parcel_match_mixin
from . import rma_parcel_action_mixin
from . import rma_parcel_ranking_mixin
from . import rma_parcel
from . import rma_parcel_suggestion

# the dock: one field for whatever is on a parcel
from . import rma_dock_lookup_mixin
from . import rma_dock_card_mixin
from . import rma_dock_obstacle_mixin
from . import rma_dock_receipt_mixin
from . import rma_dock_parcel_mixin
from . import rma_dock
from . import stock_lot
from . import sale_order

# the claim and the native documents
from . import rma_courier_digest_mixin
from . import rma_claim_event
from . import rma_line_courier_mixin
from . import rma_claim_line
from . import rma_claim_courier_mixin
from . import rma_claim_pickup_mixin
from . import rma_claim_input_mixin
from . import rma_claim_customer_mixin
from . import rma_claim_parcel_mixin
from . import rma_claim

# courier and docket on native transfers
from . import rma_picking_consignment_mixin
from . import rma_picking_dispatch_mixin
from . import rma_picking_announce_mixin
from . import stock_picking
from . import stock_move

# what couriers cost
from . import rma_cost_report

# how long it took and what it cost
from . import rma_quantile_mixin
from . import rma_turnaround_report
from . import rma_courier_cost_report
