# what is set up once: couriers, companies, operation types
from . import res_company
from . import res_config_settings
from . import res_partner
from . import delivery_carrier
from . import stock_picking_type
from . import stock_warehouse

# the consignment: what it is, what is known of it, what it means
from . import rma_consignment_docket
from . import rma_consignment_docket_mixin
from . import rma_consignment_event
from . import rma_consignment_status_mixin
from . import rma_consignment_action_mixin
from . import rma_consignment_effect_mixin
from . import rma_consignment

# where its events come from
from . import rma_tracking_source
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
from . import rma_claim_event
from . import rma_claim_line
from . import rma_claim
from . import stock_picking
