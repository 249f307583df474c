import {Component} from "@odoo/owl";

/** A button that a gloved hand hits, with the key that does the same. */
export class DockButton extends Component {
    static template = "rma_courier.DockButton";
    static props = {
        name: String,
        label: String,
        hint: {type: String, optional: true},
        icon: {type: String, optional: true},
        isMain: {type: Boolean, optional: true},
        isDisabled: {type: Boolean, optional: true},
        onClick: Function,
    };
}
