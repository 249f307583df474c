import {download} from "@web/core/network/download";
import {registry} from "@web/core/registry";

/** Print nothing: keep what would have been printed for the last step. */
function catchDownload() {
    const printed = [];
    download._download = (options) => {
        printed.push(options.data.data);
        document.body.dataset.printed = printed.join("\n");
        return Promise.resolve();
    };
}

// The service desk prints the label that the customer sticks on his parcel.
registry.category("web_tour.tours").add("rma_label_tour", {
    steps: () => [
        {
            content: "The claim is open",
            trigger: ".o_form_view .o_field_statusbar[name='stage']",
            run: catchDownload,
        },
        {
            content: "Open the gear menu",
            trigger: ".o_cp_action_menus button:has(.fa-cog)",
            run: "click",
        },
        {
            content: "Open what can be printed",
            trigger: ".o-dropdown--menu button:has(.fa-print)",
            run: "click",
        },
        {
            content: "Choose the labels",
            trigger: ".o-dropdown--menu .o_menu_item:contains('Labels…')",
            run: "click",
        },
        {
            content: "Parcel labels are chosen",
            trigger:
                ".modal .o_field_widget[name='label'] input[data-value='parcel']:checked",
        },
        {
            content: "No sheet is asked for",
            trigger: ".modal:not(:has(.o_field_widget[name='position']))",
        },
        {
            content: "Two of them",
            trigger: ".modal .o_field_widget[name='copies'] input",
            run: "edit 2",
        },
        {
            content: "Print",
            trigger: ".modal button[name='action_print']",
            run: "click",
        },
        {
            content: "The dialog is closed",
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "The parcel label was asked for, twice",
            trigger:
                "body[data-printed*='rma_courier.report_claim_label'][data-printed*='copies%22%3A2']",
        },
    ],
});
