import {Component, useEffect, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {DockButton} from "./dock_button";
import {readPhotos} from "./photos";

/** What can be seen on a parcel that nobody announced. */
export class DockParcelForm extends Component {
    static template = "rma_courier.DockParcelForm";
    static components = {DockButton};
    static props = {
        vals: Object,
        photos: Array,
        carriers: Array,
        isFocused: Boolean,
        isBusy: Boolean,
        onSave: Function,
    };

    setup() {
        this.root = useRef("root");
        this.state = useState({error: ""});
        useEffect(
            (isFocused) => {
                if (isFocused) {
                    this.root.el.querySelector("input")?.focus();
                }
            },
            () => [this.props.isFocused]
        );
    }

    get fields() {
        return [
            {name: "sender_name", label: _t("Sender, as on the parcel")},
            {name: "docket", label: _t("Docket number")},
            {name: "serial", label: _t("Serial number")},
            {name: "place", label: _t("Shelf")},
        ];
    }

    /** A scanner ends with Enter: it fills one field and goes to the next. */
    onKeydown(ev) {
        if (ev.key !== "Enter" || !ev.target.matches("input[type=text], select")) {
            return;
        }
        ev.preventDefault();
        const inputs = [...this.root.el.querySelectorAll("input, select, textarea")];
        const next = inputs[inputs.indexOf(ev.target) + 1];
        (next || this.root.el.querySelector("button[name='save']")).focus();
    }

    async onPhotos(ev) {
        this.state.error = "";
        try {
            this.props.photos.push(...(await readPhotos(ev.target.files)));
        } catch {
            this.state.error = _t("This photo cannot be read. Take it again.");
        }
        ev.target.value = "";
    }

    removePhoto(index) {
        this.props.photos.splice(index, 1);
    }

    setCarrier(ev) {
        this.props.vals.carrier_id = Number(ev.target.value) || false;
    }
}
