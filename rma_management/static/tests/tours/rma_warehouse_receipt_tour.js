import {registry} from "@web/core/registry";

// At the dock: another serial number arrives than the claim announced.
registry.category("web_tour.tours").add("rma_warehouse_receipt_tour", {
    steps: () => [
        {
            content: "Open what is to be received",
            trigger:
                ".o_kanban_record:contains('RMA Receipts') button[name='get_action_picking_tree_ready']",
            run: "click",
        },
        {
            content: "Open the receipt of the claim",
            trigger: ".o_list_view .o_data_cell[name='partner_id']:contains('Shop')",
            run: "click",
        },
        {
            content: "Open the details of what is announced",
            trigger:
                ".o_field_widget[name='move_ids'] button[name='action_show_details']",
            run: "click",
        },
        {
            content: "Open the line of the unit",
            trigger: ".modal .o_data_row .o_data_cell[name='lot_id']:contains('SOLD0')",
            run: "click",
        },
        {
            content: "Type the number that is on the unit",
            trigger: ".modal .o_data_row .o_field_widget[name='lot_id'] input",
            run: "edit SOLD1X",
        },
        {
            content: "It is a new number",
            trigger:
                ".o-autocomplete--dropdown-item:contains('Create'):contains('SOLD1X'):first a",
            run: "click",
        },
        {
            content: "The number stands on the line",
            trigger:
                ".modal .o_data_row .o_field_widget[name='lot_id'] input:value(SOLD1X)",
        },
        {
            content: "Save the details",
            trigger: ".modal .modal-footer .o_form_button_save",
            run: "click",
        },
        {
            content: "The details are closed",
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "Validate the receipt",
            trigger: ".o_form_view button[name='button_validate']:enabled",
            run: "click",
        },
        {
            content: "The dialog names both numbers",
            trigger:
                ".modal:contains('This is not what was announced') .o_data_row:contains('SOLD1X'):contains('SOLD0')",
        },
        {
            content: "It is the unit",
            trigger: ".modal .o_data_row .o_data_cell[name='outcome']",
            run: "click",
        },
        {
            content: "Say so",
            trigger:
                ".modal .o_field_widget[name='outcome'] .btn:contains('This is the unit')",
            run: "click",
        },
        {
            content: "Apply and validate",
            trigger: ".modal button[name='action_apply']",
            run: "click",
        },
        {
            content: "The transfer is done",
            trigger:
                ".o_field_statusbar[name='state'] .o_arrow_button_current[data-value='done']",
        },
    ],
});
