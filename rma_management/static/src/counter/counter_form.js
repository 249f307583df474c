import {FormController} from "@web/views/form/form_controller";
import {focusField} from "./counter_focus";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";

/** Buttons after which the next number is scanned. */
const SCAN_AFTER = ["action_next_unit"];

/** After a unit was put aside, the cursor waits for the number of the next one. */
export class CounterFormController extends FormController {
    async afterExecuteActionButton(params) {
        await super.afterExecuteActionButton(params);
        if (SCAN_AFTER.includes(params.name)) {
            focusField("scan");
        }
    }
}

registry.category("views").add("rma_counter_form", {
    ...formView,
    Controller: CounterFormController,
});
