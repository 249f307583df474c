import {Component} from "@odoo/owl";

/** A numbered list to choose from: digits, arrows and Enter, or a touch. */
export class DockOptions extends Component {
    static template = "rma_courier.DockOptions";
    static props = {
        label: String,
        options: Array,
        highlighted: Number,
        onChoose: Function,
    };
}
