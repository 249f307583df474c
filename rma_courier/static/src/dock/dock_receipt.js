import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {DockButton} from "./dock_button";

/** The receipt that a scan has found: its claim, its units, and how they came. */
export class DockReceipt extends Component {
    static template = "rma_courier.DockReceipt";
    static components = {DockButton};
    static props = {
        card: Object,
        courier: Object,
        carriers: Array,
        isReceivingAllowed: Boolean,
        isBusy: Boolean,
        onReceive: Function,
        onTickAll: Function,
        onOpen: Function,
    };

    get ticked() {
        return this.props.card.units.filter((unit) => unit.is_scanned);
    }

    get receiveLabel() {
        return _t("Receive %(ticked)s of %(expected)s", {
            ticked: this.ticked.length,
            expected: this.props.card.units.length,
        });
    }

    get facts() {
        const {claim, picking} = this.props.card;
        return [
            [_t("Customer"), claim.customer],
            [_t("Stage"), claim.stage],
            [_t("Valid until"), claim.valid_until],
            [_t("Way of delivery"), claim.delivery_method],
            [_t("Transfer"), picking.name],
        ].filter((fact) => fact[1]);
    }

    get consignmentText() {
        const {name, carrier, docket, state} = this.props.card.consignment;
        return [name, carrier, docket, state].filter(Boolean).join(" · ");
    }

    toggle(unit) {
        unit.is_scanned = !unit.is_scanned;
    }

    setCarrier(ev) {
        this.props.courier.carrier_id = Number(ev.target.value) || false;
    }
}
