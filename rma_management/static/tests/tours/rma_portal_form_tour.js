import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Put a small picture into the file field, as a customer chooses it. */
async function choosePhoto(helpers) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 40;
    canvas.getContext("2d").fillRect(5, 5, 20, 20);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg"));
    const files = new DataTransfer();
    for (const name of ["front.jpg", "label.jpg"]) {
        files.items.add(new File([blob], name, {type: "image/jpeg"}));
    }
    helpers.anchor.files = files.files;
    helpers.anchor.dispatchEvent(new Event("change", {bubbles: true}));
}

function pressGoOn(content) {
    return {
        content,
        trigger: "main form button.btn-primary:contains(Go on)",
        run: "click",
        expectUnloadPage: true,
    };
}

// A customer raises a claim with photos: serial, fault, advice, details, check, send.
tours.add("rma_portal_form_tour", {
    steps: () => [
        {
            content: "Type the serial number",
            trigger: "#rma_serial",
            run: "edit SOLD0",
        },
        {
            content: "Leave the field: product and warranty are shown at once",
            trigger: "#rma_serial",
            run: "press Tab",
        },
        {
            content: "Printer, under warranty",
            trigger: "#rma_serial_found:contains(Printer):contains(Under warranty)",
        },
        {
            content: "Go on with the unit",
            trigger: ".rma_serial_form button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Choose what is seen",
            trigger: "#rma_symptom",
            run: "selectByLabel Does not switch on",
        },
        pressGoOn("Go on with the fault"),
        {
            content: "The advice did not help",
            trigger: "button:contains(It did not help)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Describe the fault",
            trigger: "#rma_symptom_note",
            run: "edit It does not start.",
        },
        {
            content: "Choose two photos",
            trigger: "#rma_photos",
            run: choosePhoto,
        },
        {
            content: "Both are named",
            trigger: ".rma_files_told:contains(front.jpg, label.jpg)",
        },
        pressGoOn("Go on to the check"),
        {
            content: "Careful words about who pays",
            trigger: "#rma_assessment:contains(Probably free of charge)",
        },
        {
            content: "Send the claim",
            trigger: "#rma_send",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It was sent",
            trigger: "#rma_flash:contains(Your claim was sent)",
        },
    ],
});
