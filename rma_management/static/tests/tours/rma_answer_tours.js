import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Send the form of a card; its page comes back with a sentence. */
function send(card, label) {
    return [
        {
            content: `Send: ${label}`,
            trigger: `${card} button:contains('${label}')`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The page says that it was done",
            trigger: "#rma_flash .alert-success",
        },
    ];
}

// The customer tries the unit out and says that it works; then he rates the service.
tours.add("rma_confirm_works_tour", {
    steps: () => [
        {
            content: "We ask whether it works",
            trigger: "#rma_card_confirm h2:contains('Does everything work?')",
        },
        ...send("#rma_card_confirm", "Yes, it works"),
        {
            content: "He was satisfied",
            trigger: "#rma_card_rate input#rma_rate_5",
            run: "click",
        },
        {
            content: "And says why",
            trigger: "#rma_card_rate textarea",
            run: "edit Quick and friendly.",
        },
        ...send("#rma_card_rate", "Send"),
        {
            content: "His opinion is shown, to be changed",
            trigger: "#rma_card_rate button:contains('Change your opinion')",
        },
    ],
});

// It does not work: a claim is raised in one step and can be opened from here.
tours.add("rma_report_failing_tour", {
    steps: () => [
        {
            content: "It does not work",
            trigger: "#rma_card_confirm summary",
            run: "click",
        },
        {
            content: "What is wrong",
            trigger: "#rma_failing_text",
            run: "edit It is still dead.",
        },
        ...send("#rma_failing", "Report that it does not work"),
        {
            content: "Open the claim that carries it on",
            trigger: "#rma_follow_ups a",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It names the first one",
            trigger: "#rma_origin a",
        },
    ],
});

// We asked; the customer answers.
tours.add("rma_answer_question_tour", {
    steps: () => [
        {
            content: "The question is shown",
            trigger: "#rma_card_question .rma_question:contains('Is it wet?')",
        },
        {
            content: "The answer",
            trigger: "#rma_card_question textarea",
            run: "edit No, it is dry.",
        },
        ...send("#rma_card_question", "Send the answer"),
        {
            content: "Nothing is asked any more",
            trigger: "body:not(:has(#rma_card_question)) #rma_status",
        },
    ],
});

// The quotation is accepted and signed on its own page, which leads back to the claim.
tours.add("rma_quotation_accepted_tour", {
    steps: () => [
        {
            content: "Open the quotation",
            trigger: "#rma_card_quotation a:contains('Accept or decline')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Accept it",
            trigger: "#sale_order_sidebar_button a:contains('Sign')",
            run: "click",
        },
        {
            content: "Sign by another name than the one that is filled in",
            trigger: ".modal .o_web_sign_name_and_signature input:value(Shop)",
            run: "edit Shop Keeper",
        },
        {
            trigger: ".modal .o_web_sign_name_and_signature input:value(Shop Keeper)",
        },
        {
            trigger: ".modal canvas.o_web_sign_signature",
            run: "canvasNotEmpty",
        },
        {
            content: "Send the signature",
            trigger: ".modal .o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is accepted",
            trigger: "#quote_content:contains('Thank You')",
        },
        {
            content: "Go back to the claim",
            trigger: "#rma_back_links a",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "No quotation waits any more",
            trigger: "body:not(:has(#rma_card_quotation)) #rma_status",
        },
    ],
});

// At the desk: ask the customer.
tours.add("rma_ask_customer_tour", {
    steps: () => [
        {
            content: "Ask",
            trigger: ".o_form_view button[name='action_open_ask_customer']",
            run: "click",
        },
        {
            content: "The question",
            trigger: ".modal .o_field_widget[name='text'] textarea",
            run: "edit Is it wet?",
        },
        {
            trigger: ".modal footer button[name='action_apply']:contains('Ask')",
            run: "click",
        },
        {
            content: "The customer has the ball",
            trigger: ".o_rma_next:contains('Customer answers')",
        },
        {
            content: "What was asked is shown",
            trigger: ".o_rma_next:contains('Is it wet?')",
        },
        {
            content: "His answer can be entered",
            trigger: ".o_form_view button[name='action_open_answer_question']",
        },
    ],
});
