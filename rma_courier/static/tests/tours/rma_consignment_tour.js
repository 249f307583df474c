import {registry} from "@web/core/registry";

function seeState(state) {
    return {
        content: `The status is ${state}`,
        trigger: `.o_field_statusbar[name='state'] .o_arrow_button_current[data-value='${state}']`,
    };
}

function press(name) {
    return {
        content: `Press ${name}`,
        trigger: `.o_form_view button[name='${name}'].btn-primary:enabled`,
        run: "click",
    };
}

// A parcel leaves, arrives, and the page says when.
registry.category("web_tour.tours").add("rma_consignment_tour", {
    steps: () => [
        {
            content: "Search by a part of the docket number",
            trigger: ".o_searchview_input",
            run: "edit tour 1",
        },
        {
            content: "In everything",
            trigger: ".o_searchview_autocomplete .o-dropdown-item:first",
            run: "click",
        },
        {
            content: "Open the consignment",
            trigger:
                ".o_data_row:only-child .o_data_cell[name='docket']:contains(TOUR-1)",
            run: "click",
        },
        seeState("announced"),
        press("action_dispatch"),
        seeState("dispatched"),
        press("action_deliver"),
        seeState("delivered"),
        {
            content: "No step is left",
            trigger: ".o_form_statusbar:not(:has(.btn-primary))",
        },
        {
            content: "Open the events",
            trigger: ".o_notebook_headers .nav-link[name='events']",
            run: "click",
        },
        {
            content: "The newest event is on top",
            trigger:
                ".o_field_widget[name='event_ids'] .o_data_row:first:contains(Delivered)",
        },
        {
            content: "And the first one below",
            trigger:
                ".o_field_widget[name='event_ids'] .o_data_row:contains(Dispatched)",
        },
    ],
});
