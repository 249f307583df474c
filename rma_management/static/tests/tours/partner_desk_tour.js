import {registry} from "@web/core/registry";

const GOOD = 480;

/** 500 rows as a shop's till writes them; 20 of them are wrong, in four ways. */
function getList() {
    const rows = ["Serial;Symptom;Own reference"];
    for (let number = 0; number < GOOD; number++) {
        rows.push(`SOLD${number};NOPOWER;Till ${number}`);
    }
    for (let number = 0; number < 17; number++) {
        rows.push(`LOST${number};NOPOWER;`);
    }
    rows.push("SOLD7;NOPOWER;", ";NOPOWER;", "SOLD482;haunted;");
    return rows.join("\r\n");
}

registry.category("web_tour.tours").add("rma_partner_desk_tour", {
    steps: () => [
        {
            content: "Scan a unit twice",
            trigger: "#rma_desk_text",
            run: (actions) => actions.edit("SOLD0\nSOLD1\nsold0"),
        },
        {
            content: "The page counts and warns at once",
            trigger: "#rma_desk_count:contains('3 rows'):contains('sold0')",
        },
        {
            content: "Think better of it",
            trigger: "#rma_desk_text",
            run: "clear",
        },
        {
            content: "Choose a file of 500 rows",
            trigger: "#rma_desk_file",
            run() {
                const transfer = new DataTransfer();
                transfer.items.add(new File([getList()], "units.csv"));
                this.anchor.files = transfer.files;
            },
        },
        {
            content: "Check the list",
            trigger: "button:contains('Check the list')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "480 are good, 20 are not",
            trigger: "#rma_desk_summary:contains('480 good'):contains('20 to mend')",
        },
        {
            content: "All good ones are covered",
            trigger: "#rma_desk_verdicts:contains('480 × Covered')",
        },
        {
            content: "Show what is wrong",
            trigger: "#rma_desk_errors a",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Each row says what is wrong",
            trigger: ".rma_row_error:contains('no sale of serial number LOST0')",
        },
        {trigger: ".rma_row_error:contains('stands in row 9 already')"},
        {trigger: ".rma_row_error:contains('neither a serial number nor')"},
        {trigger: ".rma_row_error:contains('none of the symptoms')"},
        {
            content: "Mend one: the number was misread",
            trigger: ".rma_bad:first input[name^='serial-']",
            run: "edit SOLD480",
        },
        {
            content: "Enter checks again, it never removes",
            trigger: "button[name='save']:first",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "One more is good",
            trigger: "#rma_desk_summary:contains('481 good'):contains('19 to mend')",
        },
        {
            content: "Send them",
            trigger: "#rma_desk_actions button:contains('Send the 481 good rows')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is a claim now",
            trigger: "#rma_flash:contains('481 units')",
        },
        {
            content: "Open the claim",
            trigger: "#rma_card_sent a[href^='/my/rma/']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Its units are there",
            trigger: "#rma_units",
        },
    ],
});
