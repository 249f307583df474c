import {registry} from "@web/core/registry";

function press(name) {
    return {
        content: `Press ${name}`,
        trigger: `.o_form_view button[name='${name}']:enabled`,
        run: "click",
    };
}

function pressNext(name) {
    return {
        content: `Press the next step, ${name}`,
        trigger: `.o_form_view button[name='${name}'].btn-primary:enabled`,
        run: "click",
    };
}

function seeState(state) {
    return {
        content: `The status is ${state}`,
        trigger: `.o_field_statusbar[name='state'] .o_arrow_button_current[data-value='${state}']`,
    };
}

function seeStage(stage) {
    return {
        content: `The stage is ${stage}`,
        trigger: `.o_field_statusbar[name='stage'] .o_arrow_button_current[data-value='${stage}']`,
    };
}

function seeNext(text) {
    return {
        content: `What is next: ${text}`,
        trigger: `.o_rma_next:contains('${text}')`,
    };
}

function goBack() {
    return {
        content: "Go back to the page before",
        trigger: ".o_breadcrumb .o_back_button",
        run: "click",
    };
}

function openCard(text) {
    return {
        content: `Open ${text}`,
        trigger: `.o_kanban_view .o_kanban_record:contains('${text}')`,
        run: "click",
    };
}

function openGear(label) {
    return [
        {
            content: "Open the gear menu",
            trigger: ".o_control_panel .o_cp_action_menus button:has(.fa-cog)",
            run: "click",
        },
        {
            content: `Choose ${label}`,
            trigger: `.o-dropdown--menu .o-dropdown-item:contains('${label}')`,
            run: "click",
        },
    ];
}

/** Open the waiting transfer, validate it, come back to the page before. */
function moveGoods() {
    return [
        press("action_view_open_pickings"),
        press("button_validate"),
        seeState("done"),
        goBack(),
    ];
}

/** Book the best unit, prepare the issue and hand it out. */
function lend() {
    return [
        pressNext("action_reserve"),
        seeState("reserved"),
        pressNext("action_issue"),
        seeNext("Validate the issue"),
        ...moveGoods(),
        seeState("issued"),
    ];
}

function takeBack() {
    return [...moveGoods(), seeState("returned")];
}

/** The claim is open; its customer gets a loaner. */
function lendForClaim() {
    return [press("action_create_loan"), ...lend()];
}

/** From the loan back to its claim, then to the board of claims. */
function leaveClaim(stage) {
    return [goBack(), seeStage(stage), goBack()];
}

// A loaner while the unit is repaired: extended twice, then everything goes home.
const normal = [
    openCard("Story Normal"),
    ...lendForClaim(),
    press("action_extend"),
    {
        content: "It was extended once",
        trigger: ".o_field_widget[name='timeline_html'], .o_notebook_headers",
    },
    press("action_extend"),
    goBack(),
    press("action_start_work"),
    seeStage("in_progress"),
    press("action_finish_work"),
    seeStage("ready"),
    press("action_ship"),
    seeNext("Validate the delivery"),
    ...moveGoods(),
    seeStage("shipped"),
    press("action_deliver"),
    seeStage("delivered"),
    press("action_confirm_working"),
    seeNext("Stand-by"),
    press("action_view_loans"),
    seeNext("Customer sends the unit back"),
    ...takeBack(),
    pressNext("action_make_unit_ready"),
    goBack(),
    press("action_close"),
    seeStage("closed"),
    goBack(),
];

// The workshop sends another one: the loaner is asked for with the replacement.
const replaced = [
    openCard("Story Replaced"),
    ...lendForClaim(),
    goBack(),
    press("action_ship"),
    seeNext("Validate the delivery"),
    ...moveGoods(),
    seeStage("shipped"),
    press("action_view_loans"),
    ...takeBack(),
    ...leaveClaim("shipped"),
];

// Nobody finds the loaner: it is charged by an order delivered from where it is.
const lost = [
    openCard("Story Lost"),
    ...lendForClaim(),
    ...openGear("Lost"),
    {
        content: "Say what happened",
        trigger: ".modal .o_field_widget[name='reason'] textarea",
        run: "edit Left in a taxi",
    },
    {
        content: "Apply",
        trigger: ".modal button[name='action_apply']",
        run: "click",
    },
    seeState("lost"),
    pressNext("action_charge"),
    press("action_confirm"),
    press("action_view_delivery"),
    press("button_validate"),
    seeState("done"),
    goBack(),
    seeState("sale"),
    goBack(),
    seeState("lost"),
    ...leaveClaim("received"),
];

// The loaner fails, too: another one goes out, the first one comes back.
const swapped = [
    openCard("Story Swapped"),
    ...lendForClaim(),
    ...openGear("Swap the Unit"),
    seeState("reserved"),
    ...moveGoods(),
    seeState("issued"),
    goBack(),
    ...takeBack(),
    ...leaveClaim("received"),
];

registry.category("web_tour.tours").add("rma_standby_claims_tour", {
    steps: () => [...normal, ...replaced, ...lost, ...swapped],
});

// A loan without a claim, from the empty form to the return.
registry.category("web_tour.tours").add("rma_standby_loan_tour", {
    steps: () => [
        {
            content: "Request a loan",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "For a customer",
            trigger: ".o_field_widget[name='partner_id'] input",
            run: "edit Story Alone",
        },
        {
            content: "This one",
            trigger: ".o-autocomplete--dropdown-item a:contains('Story Alone')",
            run: "click",
        },
        {
            content: "What is asked for",
            trigger: ".o_field_widget[name='product_id'] input",
            run: "edit Printer",
        },
        {
            content: "A printer",
            trigger: ".o-autocomplete--dropdown-item a:contains('Printer')",
            run: "click",
        },
        {
            content: "One is free",
            trigger: ".o_field_widget[name='proposal_summary']:contains('is free')",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save:visible",
            run: "click",
        },
        ...lend(),
        press("action_request_return"),
        ...takeBack(),
    ],
});
