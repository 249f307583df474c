import * as hoot from "@odoo/hoot-dom";
import {download} from "@web/core/network/download";
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/**
 * Everything at the counter is done with the keyboard: no step clicks anything. Each
 * step waits until the cursor is where it belongs; the keys are counted.
 */
let keys = 0;

function focused(field) {
    return `.o_rma_counter .o_field_widget[name='${field}'] :is(input, textarea):focus`;
}

async function press(...names) {
    for (const name of names) {
        keys += 1;
        await hoot.press(name);
    }
}

async function type(text) {
    keys += text.length;
    await hoot.fill(text);
}

/** Type into the field that has the cursor, then press keys. */
function typeInto(field, text, ...names) {
    return {
        content: `Type ${text} into ${field}`,
        trigger: focused(field),
        run: async () => {
            await type(text);
            await press(...names);
        },
    };
}

function go(from, ...names) {
    return {
        content: `Go on from ${from}`,
        trigger: focused(from),
        run: () => press(...names),
    };
}

function seeText(text, where) {
    return {
        content: `See ${text}`,
        trigger: `.o_rma_counter ${where}:contains('${text}')`,
    };
}

function seeValue(field, value) {
    return {
        content: `${field} is ${value}`,
        trigger: `.o_rma_counter .o_field_widget[name='${field}'] input:value(${value})`,
    };
}

/** Print nothing: keep what would have been printed for the last step. */
const start = {
    content: "The cursor waits for a number",
    trigger: focused("scan"),
    run: () => {
        keys = 0;
        document.body.dataset.printed = "";
        download._download = (options) => {
            document.body.dataset.printed += decodeURIComponent(options.data.data);
            return Promise.resolve();
        };
    },
};

/** Press the one button and see that the unit is here and its receipt is printed. */
function takeIn(field, customer, limit) {
    return [
        {
            content: "Take it in",
            trigger: focused(field),
            run: () => press("alt+q"),
        },
        seeText("was received", ".o_rma_counter_result .alert-success"),
        seeText(customer, ".o_rma_counter_result .alert-success"),
        {
            content: "The receipt was printed",
            trigger: "body[data-printed*='rma_management.report_intake_receipt']",
            run: () => {
                if (keys > limit) {
                    throw new Error(`${keys} keys were pressed, more than ${limit}`);
                }
            },
        },
    ];
}

tours.add("rma_counter_known_tour", {
    steps: () => [
        start,
        typeInto("scan", "SOLD0", "Enter"),
        seeValue("partner_id", "Shop"),
        seeText("24 months from delivery", "[name='warranty_summary']"),
        typeInto("symptom_note", "Does not switch on"),
        ...takeIn("symptom_note", "Shop", 30),
        {
            content: "The next customer",
            trigger: ".o_rma_counter button[name='action_next_customer']:visible",
            run: () => press("alt+w"),
        },
        {
            content: "The cursor waits for the next number",
            trigger: focused("scan"),
        },
    ],
});

tours.add("rma_counter_new_tour", {
    steps: () => [
        start,
        typeInto("scan", "NEW-1", "Enter"),
        seeText("NEW-1 is not known", ".alert-warning"),
        typeInto("product_id", "Printer"),
        {
            content: "The product is offered",
            trigger: ".o-autocomplete--dropdown-item a:text(Printer)",
            run: () => press("Enter"),
        },
        seeValue("product_id", "Printer"),
        go("product_id", "Tab", "Tab"),
        go("partner_id", "Tab"),
        go("is_new_customer", "Space"),
        typeInto("new_name", "Ada Lovelace", "Tab"),
        typeInto("new_phone", "0170 1112223", "Tab"),
        typeInto("new_email", "ada@example.com", "Tab"),
        ...takeIn("new_is_company", "Ada Lovelace", 70),
    ],
});

tours.add("rma_counter_many_tour", {
    steps: () => [
        start,
        typeInto("scan", "SOLD0", "Enter"),
        typeInto("symptom_note", "The first", "alt+k"),
        seeText("The first", ".o_field_widget[name='unit_ids']"),
        typeInto("scan", "SOLD1", "Enter"),
        typeInto("symptom_note", "The second"),
        ...takeIn("symptom_note", "SOLD1", 40),
        seeText("SOLD0", ".o_rma_counter_result .alert-success"),
    ],
});
