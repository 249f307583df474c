import {BooleanField, booleanField} from "@web/views/fields/boolean/boolean_field";
import {focusField} from "./counter_focus";
import {registry} from "@web/core/registry";

/** A new customer begins with his name: the cursor goes there. */
export class CounterNewCustomerField extends BooleanField {
    async onChange(newValue) {
        this.state.value = newValue;
        await this.props.record.update({[this.props.name]: newValue});
        focusField(newValue ? "new_name" : "partner_id");
    }
}

registry.category("fields").add("rma_counter_new_customer", {
    ...booleanField,
    component: CounterNewCustomerField,
});
