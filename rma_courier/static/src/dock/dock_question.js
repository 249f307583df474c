import {Component, onMounted, useRef} from "@odoo/owl";
import {DockButton} from "./dock_button";

/** Asks for the one thing that a choice needs; Enter or F2 confirms. */
export class DockQuestion extends Component {
    static template = "rma_courier.DockQuestion";
    static components = {DockButton};
    static props = {
        name: String,
        type: String,
        label: String,
        confirm: String,
        value: [String, Number],
        isBusy: Boolean,
        onInput: Function,
        onConfirm: Function,
    };

    setup() {
        this.input = useRef("input");
        onMounted(() => {
            this.input.el.focus();
            this.input.el.select();
        });
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.props.onConfirm();
        }
    }
}
