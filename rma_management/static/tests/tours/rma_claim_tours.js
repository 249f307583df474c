import {
    openTab,
    pickOption,
    pickRecord,
    pressButton,
    save,
    seeNextStep,
    seeStage,
    seeValue,
    typeText,
} from "./tour_steps";
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// From the ticket to the submitted claim, at the service desk.
tours.add("rma_agent_claim_tour", {
    steps: () => [
        typeText("rma_lot_name", "SOLD0"),
        {
            content: "Leave the field: the serial is recognised",
            trigger: ".o_field_widget[name='rma_lot_name'] input",
            run: "press Tab",
        },
        seeValue("rma_lot_id", "SOLD0"),
        seeValue("rma_product_id", "Printer"),
        pressButton("action_create_rma"),
        {
            content: "The claim is open",
            trigger: ".o_form_view button[name='action_submit']",
        },
        seeValue("partner_id", "Shop"),
        seeValue("product_id", "Printer"),
        seeValue("lot_id", "SOLD0"),
        seeStage("draft"),
        ...pickRecord("resolution_id", "Repair"),
        pressButton("action_submit"),
        seeStage("submitted"),
        seeNextStep("Approve or reject"),
    ],
});

// The approver decides what waits for a decision.
tours.add("rma_approver_tour", {
    steps: () => [
        {
            content: "Open the menu of the claims",
            trigger: "button[data-menu-xmlid='rma_management.rma_claim_menu']",
            run: "click",
        },
        {
            content: "Open what waits for a decision",
            trigger: "[data-menu-xmlid='rma_management.rma_claim_menu_to_decide']",
            run: "click",
        },
        {
            content: "Only what is to decide is listed",
            trigger: ".o_searchview_facet:contains('To Decide')",
        },
        {
            content: "Open the claim",
            trigger:
                ".o_list_view .o_data_row .o_data_cell[name='partner_id']:contains('Shop')",
            run: "click",
        },
        seeStage("submitted"),
        pressButton("action_approve"),
        seeStage("approved"),
        {
            content: "The claim has an RMA number",
            trigger: ".o_field_widget[name='rma_number']:not(:empty)",
        },
        seeNextStep("Customer sends the unit"),
    ],
});

// The engineer finds the claim by the serial number, works and prepares the delivery.
tours.add("rma_engineer_tour", {
    steps: () => [
        {
            content: "Scan the serial number",
            trigger: ".o_searchview_input",
            run: "edit SOLD0",
        },
        {
            content: "Search for it as a number",
            trigger: ".o_searchview_autocomplete .o-dropdown-item:first",
            run: "click",
        },
        {
            content: "Open the claim",
            trigger: ".o_kanban_view .o_kanban_record:contains('SOLD0')",
            run: "click",
        },
        seeStage("received"),
        seeNextStep("Start the work"),
        pressButton("action_start_work"),
        seeStage("in_progress"),
        openTab("work"),
        ...pickOption("condition_grade", "Worn"),
        ...pickOption("packaging", "Original"),
        typeText("accessories", "Power supply"),
        typeText("inspection_note", "Scratched at the back"),
        ...pickRecord("cause_id", "Failed component"),
        ...pickRecord("remedy_id", "Part replaced"),
        typeText("solution", "New board"),
        ...save(),
        pressButton("action_finish_work"),
        seeStage("ready"),
        pressButton("action_ship"),
        seeNextStep("Validate the delivery"),
    ],
});

// The customer has his unit back: the service desk closes the claim.
tours.add("rma_agent_close_tour", {
    steps: () => [
        seeStage("shipped"),
        pressButton("action_deliver"),
        seeStage("delivered"),
        seeNextStep("Customer confirms that it works"),
        pressButton("action_confirm_working"),
        seeNextStep("Close"),
        pressButton("action_close"),
        seeStage("closed"),
        openTab("timeline"),
        {
            content: "The timeline ends with the closure",
            trigger:
                ".o_field_widget[name='timeline_html'] .o_rma_event:last:contains('Closed')",
        },
    ],
});
