import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// A customer finds his claim by its serial, reads where it stands, and writes to us.
tours.add("rma_portal_claim_tour", {
    steps: () => [
        {
            content: "Open the claims from the home page",
            trigger: ".o_portal_docs a[href='/my/rma']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Type the serial number",
            trigger: "form.rma_search input[name='search']",
            run: "edit SOLD1",
        },
        {
            content: "Search in serial numbers",
            trigger: "form.rma_search select[name='search_in']",
            run: "select serial",
        },
        {
            content: "Search",
            trigger: "form.rma_search button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Only this claim is found; open it",
            trigger:
                ".rma_list:not(:has(.rma_row + .rma_row)) .rma_row:contains('SOLD1') th a",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Read whose turn it is",
            trigger: "#rma_status:contains('It is your turn')",
        },
        {
            content: "Read how far it is",
            trigger: ".rma_progress [aria-current='step']:contains('Approved')",
        },
        {
            content: "Write a message",
            trigger: "#chatterRoot:shadow .o-mail-Composer-input",
            run: "edit The parcel leaves tomorrow.",
        },
        {
            content: "Send it",
            trigger: "#chatterRoot:shadow .o-mail-Composer-send:enabled",
            run: "click",
        },
        {
            content: "The message is kept",
            trigger:
                "#chatterRoot:shadow .o-mail-Message-body:contains('The parcel leaves tomorrow.')",
        },
    ],
});
