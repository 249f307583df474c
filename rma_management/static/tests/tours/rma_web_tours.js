import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// Without login: four steps, then the e-mail is to be opened.
tours.add("rma_web_claim_tour", {
    steps: () => [
        {
            content: "The first link of the footer leads to the form",
            trigger: "footer a[href='/rma/new']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Going on without an answer",
            trigger: "#rma_form button[value='next']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "A sentence says what is missing",
            trigger: "#rma_serial_error",
        },
        {
            content: "Say what it is",
            trigger: "#rma_product_text",
            run: "edit Laser printer",
        },
        {
            content: "Type the serial number",
            trigger: "#rma_serial",
            run: "edit TOUR-4711",
        },
        {
            content: "Go on to the fault",
            trigger: "#rma_form button[value='next']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Describe the fault",
            trigger: "#rma_symptom_note",
            run: "edit It does not switch on.",
        },
        {
            content: "Ask for the warranty",
            trigger: "input[name='demand'][value='warranty']",
            run: "click",
        },
        {
            content: "It comes by courier",
            trigger: "input[name='delivery_method'][value='courier']",
            run: "click",
        },
        {
            content: "Go on to the author",
            trigger: "#rma_form button[value='next']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Go back: everything is there",
            trigger: "h2:contains('About you')",
        },
        {
            content: "Back to the fault",
            trigger: "#rma_form button[value='2']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The fault is still described",
            trigger: "#rma_symptom_note:value(It does not switch on.)",
        },
        {
            content: "Go on to the author again",
            trigger: "#rma_form button[value='next']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Who it is",
            trigger: "#rma_name",
            run: "edit Vera Visitor",
        },
        {
            content: "Where the e-mail goes",
            trigger: "#rma_email",
            run: "edit vera@example.com",
        },
        {
            content: "Go on to the summary",
            trigger: "#rma_form button[value='next']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The summary shows what was told",
            trigger: "#rma_form dd:contains('TOUR-4711')",
        },
        {
            content: "Agree",
            trigger: "#rma_consent",
            run: "click",
        },
        {
            content: "Send",
            trigger: "#rma_form button[type='submit']:contains('Send')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The e-mail is on its way",
            trigger: "h1:contains('Open your e-mail')",
        },
    ],
});

// Behind the link of the e-mail: one button.
tours.add("rma_web_confirm_tour", {
    steps: () => [
        {
            content: "Press the button",
            trigger: "main button:contains('Confirm the claim')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is confirmed",
            trigger: "#rma_flash:contains('Thank you')",
        },
        {
            content: "Open the claim",
            trigger: "#rma_claim_link",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The claim's page",
            trigger: "h1",
        },
    ],
});

// From the code on a label: a wrong e-mail address, then the right postcode.
tours.add("rma_web_tracking_tour", {
    steps: () => [
        {
            content: "The number is there",
            trigger: "#rma_number:value(RMA)",
        },
        {
            content: "A wrong e-mail address",
            trigger: "#rma_secret",
            run: "edit nobody@example.com",
        },
        {
            content: "Ask",
            trigger: "main form button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Nothing is found",
            trigger: "#rma_errors",
        },
        {
            content: "The postcode",
            trigger: "#rma_secret",
            run: "edit sw1a1aa",
        },
        {
            content: "Ask again",
            trigger: "main form button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Where it stands",
            trigger: "#rma_tracked:contains('Printer')",
        },
    ],
});
