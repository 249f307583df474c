# what is set up once: words, resolutions, companies, warehouses
from . import rma_fault_codes
from . import rma_known_remedy
from . import rma_resolution
from . import rma_coverage_term
from . import product_template
from . import res_company
from . import res_config_settings
from . import res_partner
from . import stock_warehouse
from . import stock_picking_type

# how every action behaves, and what is kept of it
from . import rma_action_mixin
from . import rma_photo_mixin
from . import rma_outbox_mixin
from . import rma_claim_event
from . import rma_rate_limit

# who pays: the unit's passport, the service contract
from . import rma_warranty_entry
from . import rma_warranty_mixin
from . import rma_contract_cover_mixin
from . import rma_serial_import_mixin
from . import rma_warranty_delivery_mixin
from . import rma_warranty_freeze_mixin
from . import rma_extension_line_mixin
from . import rma_warranty_extension_mixin
from . import rma_warranty_change_mixin
from . import rma_warranty_void_mixin
from . import rma_warranty_words_mixin
from . import rma_warranty_run
from . import rma_contract_unit
from . import rma_contract_usage_mixin
from . import rma_contract_arrears_mixin
from . import rma_contract_renewal_mixin
from . import contract_contract

# … the rules that judge, what they said, and who set them aside
from . import rma_origin_rules_mixin
from . import rma_cover_rules_mixin
from . import rma_misuse_rules_mixin
from . import rma_entitlement_rule
from . import rma_entitlement_result
from . import rma_override

# the unit: origin, then the axes in the order of the process
from . import rma_identity_mixin
from . import rma_complaint_mixin
from . import rma_assessment_mixin
from . import rma_origin_mixin
from . import rma_cover_mixin
from . import rma_warranty_cover_mixin
from . import rma_claim_contract_mixin
from . import rma_entitlement_mixin
from . import rma_verdict_mixin
from . import rma_override_mixin
from . import rma_authorisation_mixin
from . import rma_packing_mixin
from . import rma_goods_mixin
from . import rma_transfer_mixin
from . import rma_booking_mixin
from . import rma_inspection_mixin
from . import rma_work_mixin
from . import rma_forecast_mixin
from . import rma_plan_mixin
from . import rma_repair_warranty_mixin
from . import rma_service_charge_mixin
from . import rma_credit_fee_mixin
from . import rma_service_line
from . import rma_money_mixin
from . import rma_charge_mixin
from . import rma_quotation_mixin
from . import rma_acceptance_mixin
from . import rma_return_mixin
from . import rma_invoice_mixin
from . import rma_credit_mixin
from . import rma_credit_note_mixin
from . import rma_credit_link_mixin
from . import rma_cost_report
from . import rma_cost_mixin
from . import rma_step_mixin
from . import rma_stage_mixin
from . import rma_closure_mixin
from . import rma_ending_mixin
from . import rma_split_mixin
from . import rma_follow_up_mixin
from . import rma_question_mixin
from . import rma_line_answer_mixin
from . import rma_timeline_mixin
from . import rma_page_mixin
from . import rma_entitlement_page_mixin
from . import rma_claim_line

# the claim: one unit as one record, validity, the ticket's team
from . import rma_claim_number_mixin
from . import rma_claim_assignment_mixin
from . import rma_validity_mixin
from . import rma_claim_stage_mixin
from . import rma_claim_decision_mixin
from . import rma_claim_unit_mixin
from . import rma_claim_entitlement_mixin
from . import rma_claim_delegation_mixin
from . import rma_claim_document_mixin
from . import rma_claim_price_mixin
from . import rma_claim_notice_mixin
from . import rma_claim_bounce_mixin
from . import mail_mail

# … what its customer raises, reads and answers
from . import rma_sold_unit_mixin
from . import rma_claim_upload_mixin
from . import rma_claim_intake_mixin
from . import rma_web_form
from . import rma_claim_web_mixin
from . import rma_customer_sentence_mixin
from . import rma_customer_history_mixin
from . import rma_customer_unit_mixin
from . import rma_customer_list_mixin
from . import rma_customer_message_mixin
from . import rma_claim_author_mixin
from . import rma_claim_tracking_mixin
from . import rma_customer_words_mixin
from . import rma_claim_follow_up_mixin
from . import rma_claim_question_mixin
from . import rma_claim_rating_mixin
from . import rma_claim_answer_mixin
from . import rma_claim_counter_mixin
from . import rma_claim_status_mixin
from . import rma_claim_api_mixin
from . import rma_claim
from . import rma_desk_check_mixin
from . import rma_desk_row
from . import rma_desk_send_mixin
from . import rma_desk_batch
from . import rma_statement
from . import helpdesk_ticket_team
from . import helpdesk_ticket

# the native documents that carry it out
from . import rma_unit_link_mixin
from . import rma_link_mixin
from . import product_product
from . import stock_move
from . import stock_move_line
from . import stock_rule
from . import rma_receipt_mixin
from . import rma_outcome_mixin
from . import rma_travel_mixin
from . import stock_picking
from . import stock_lot
from . import repair_order
from . import sale_order
from . import rma_credited_line_mixin
from . import sale_order_line
from . import account_move
from . import account_move_line
