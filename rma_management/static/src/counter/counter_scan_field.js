import {useBus, useService} from "@web/core/utils/hooks";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component, useRef} from "@odoo/owl";

/** Wait until the page shows what the server answered, then put the cursor there. */
function focusField(root, name) {
    const input = root.querySelector(
        `.o_field_widget[name='${name}'] :is(input, textarea, select, [tabindex='0'])`
    );
    input?.focus();
    input?.select?.();
    return Boolean(input);
}

/**
 * The field that numbers are scanned or typed into. After Enter the server says what
 * the number means, and the cursor goes to what is still missing.
 */
export class CounterScanField extends Component {
    static template = "rma_management.CounterScanField";
    static props = {
        ...standardFieldProps,
        placeholder: {type: String, optional: true},
    };

    setup() {
        this.input = useRef("input");
        useBus(useService("barcode").bus, "barcode_scanned", (event) =>
            this.look(event.detail.barcode)
        );
    }

    get form() {
        return this.input.el.closest(".o_form_view");
    }

    async onKeydown(event) {
        if (event.key !== "Enter" || !this.input.el.value.trim()) {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
        await this.look(this.input.el.value);
    }

    onChange() {
        return this.look(this.input.el.value, false);
    }

    async look(text, isMoving = true) {
        if (!this.input.el || !text.trim()) {
            return;
        }
        // a change event that follows Enter finds nothing more to do
        this.input.el.value = "";
        const {record, name} = this.props;
        await record.update({[name]: text});
        if (isMoving) {
            const target = record.data.focus_field;
            // the fields that the answer shows are drawn in the next frame
            requestAnimationFrame(() =>
                requestAnimationFrame(() => {
                    if (this.input.el) {
                        focusField(this.form, target);
                    }
                })
            );
        }
    }
}

registry.category("fields").add("rma_counter_scan", {
    component: CounterScanField,
    supportedTypes: ["char"],
    extractProps: ({placeholder}) => ({placeholder}),
});
