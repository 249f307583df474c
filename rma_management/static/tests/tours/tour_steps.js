/**
 * Steps that several tours share. They look for field and button names only, so that a
 * page may be arranged anew without touching a tour.
 */

export function pressButton(name) {
    return {
        content: `Press the button of ${name}`,
        trigger: `.o_form_view button[name='${name}']:enabled`,
        run: "click",
    };
}

/** Wait until the claim or the unit says that it is at this stage. */
export function seeStage(stage) {
    return {
        content: `The stage is ${stage}`,
        trigger: `.o_field_statusbar[name='stage'] .o_arrow_button_current[data-value='${stage}']`,
    };
}

/** Wait until the page names what is next. */
export function seeNextStep(text) {
    return {
        content: `What is next: ${text}`,
        trigger: `.o_rma_next:contains('${text}')`,
    };
}

export function seeValue(field, value) {
    return {
        content: `${field} is ${value}`,
        trigger: `.o_field_widget[name='${field}'] input:value(${value})`,
    };
}

export function typeText(field, text) {
    return {
        content: `Fill ${field}`,
        trigger: `.o_field_widget[name='${field}'] :is(input, textarea)`,
        run: `edit ${text}`,
    };
}

export function pickRecord(field, label) {
    return [
        typeText(field, label),
        {
            content: `Pick ${label}`,
            trigger: `.o-autocomplete--dropdown-item a:text(${label})`,
            run: "click",
        },
        seeValue(field, label),
    ];
}

export function pickOption(field, label) {
    return [
        {
            content: `Open the choices of ${field}`,
            trigger: `.o_field_widget[name='${field}'] .o_select_menu_toggler`,
            run: "click",
        },
        {
            content: `Pick ${label}`,
            trigger: `.o_select_menu_item:contains(${label})`,
            run: "click",
        },
    ];
}

export function openTab(name) {
    return {
        content: `Open the tab ${name}`,
        trigger: `.o_notebook_headers .nav-link[name='${name}']`,
        run: "click",
    };
}

/** Save the form and wait until it is saved. */
export function save() {
    return [
        {
            content: "Save",
            trigger: ".o_form_button_save:visible",
            run: "click",
        },
        {
            content: "Everything is saved",
            trigger: ".o_form_view .o_form_saved, .o_form_saved",
        },
    ];
}
