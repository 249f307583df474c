import {registry} from "@web/core/registry";

const FIELD = ".o_rma_dock_field";

function press(key, target = document.activeElement) {
    const options = {key, bubbles: true, cancelable: true};
    target.dispatchEvent(new KeyboardEvent("keydown", options));
    target.dispatchEvent(new KeyboardEvent("keyup", options));
}

/** A scanner whose characters go to the page, not to a field: the barcode service. */
function scan(code) {
    return {
        content: `Scan ${code}`,
        trigger:
            ".o_rma_dock_card[aria-busy='false'], .o_rma_dock_card:not([aria-busy])",
        run: () => {
            document.activeElement.blur();
            for (const key of [...code, "Enter"]) {
                press(key, document.body);
            }
        },
    };
}

/** A scanner, or a person, that types into the field. */
function type(code) {
    return [
        {
            content: `Type ${code}`,
            trigger: FIELD,
            run: `edit ${code}`,
        },
        hit("Enter"),
    ];
}

function hit(key, trigger = FIELD) {
    return {
        content: `Press ${key}`,
        trigger,
        run: () => press(key, document.querySelector(trigger)),
    };
}

function see(kind, text) {
    return {
        content: `The answer is ${kind}: ${text}`,
        trigger: `.o_rma_dock_card[data-kind='${kind}']:contains('${text}')`,
    };
}

/** A second end of line comes at once: wait as a person does. */
function wait() {
    return {
        content: "A person looks at the screen",
        trigger: FIELD,
        run: () => new Promise((resolve) => setTimeout(resolve, 700)),
    };
}

registry.category("web_tour.tours").add("rma_dock_receive_tour", {
    steps: () => [
        scan("]C1TOUR1"),
        see("options", "Which one is it"),
        {
            content: "The field has the focus again",
            trigger: `${FIELD}:focus`,
        },
        hit("ArrowDown"),
        hit("ArrowUp"),
        {
            content: "The claim with two units is one of two",
            trigger: ".o_rma_dock_option:contains('2 units')",
            run: () => {
                const options = [...document.querySelectorAll(".o_rma_dock_option")];
                const index = options.findIndex((o) =>
                    o.textContent.includes("2 units")
                );
                press(String(index + 1), document.querySelector(".o_rma_dock_field"));
            },
        },
        see("receipt", "2 units are expected"),
        scan("sold0"),
        see("receipt", "SOLD0 is ticked"),
        ...type("SOLD1"),
        see("receipt", "Receive 2 of 2"),
        wait(),
        hit("Enter"),
        // the box has another claim inside
        see("receipt", "2 received for"),
        see("receipt", "SOLD2"),
        wait(),
        hit("F2"),
        see("done", "1 received for"),
        {
            content: "The scan is on the list",
            trigger: ".o_rma_dock_recent button:contains('TOUR1')",
        },
    ],
});

registry.category("web_tour.tours").add("rma_dock_quarantine_tour", {
    steps: () => [
        scan("TOUR-ODD-1"),
        see("unknown", "Nobody announced this"),
        hit("F4"),
        {
            content: "The form has the focus",
            trigger: ".o_rma_dock_parcel_form input[name='sender_name']:focus",
            run: "edit The Shop",
        },
        {
            content: "Say the serial number",
            trigger: ".o_rma_dock_parcel_form input[name='serial']",
            run: "edit SOLD0",
        },
        hit("Enter", ".o_rma_dock_parcel_form input[name='serial']"),
        {
            content: "Enter goes to the next field",
            trigger: ".o_rma_dock_parcel_form input[name='place']:focus",
            run: "edit B 12",
        },
        hit("F2", ".o_rma_dock_parcel_form input[name='place']"),
        see("parcel", "same serial number"),
        hit("1"),
        see("receipt", "1 unit is expected"),
        wait(),
        hit("Enter"),
        see("done", "1 received for"),
    ],
});

registry.category("web_tour.tours").add("rma_dock_refuse_tour", {
    steps: () => [
        ...type("tour-old"),
        see("obstacle", "has expired"),
        hit("F7"),
        {
            content: "Say why",
            trigger: ".o_rma_dock_question input[name='reason']:focus",
            run: "edit It came too late",
        },
        hit("Enter", ".o_rma_dock_question input[name='reason']"),
        see("parcel", "Goes back as"),
    ],
});
