import {useBus, useService} from "@web/core/utils/hooks";
import {focusField} from "./counter_focus";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component, useRef} from "@odoo/owl";

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
            focusField(record.data.focus_field);
        }
    }
}

registry.category("fields").add("rma_counter_scan", {
    component: CounterScanField,
    supportedTypes: ["char"],
    extractProps: ({placeholder}) => ({placeholder}),
});
