import {Component, onMounted, onWillStart, useRef, useState} from "@odoo/owl";
import {scanBarcode} from "@web/core/barcode/barcode_dialog";
import {isBarcodeScannerSupported} from "@web/core/barcode/barcode_video_scanner";
import {_t} from "@web/core/l10n/translation";
import {ConnectionLostError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {DockButton} from "./dock_button";
import {
    ICONS,
    TONES,
    getTitle,
    normalize,
    prepareCourier,
    prepareVals,
} from "./dock_cards";
import {useDockKeys} from "./dock_keys";
import {DockOptions} from "./dock_options";
import {DockParcelForm} from "./dock_parcel_form";
import {DockQuestion} from "./dock_question";
import {DockReceipt} from "./dock_receipt";
import {giveFeedback} from "./feedback";

const MAX_RECENT = 10;

/**
 * The dock: one field for whatever is on a parcel, one request for each scan.
 *
 * What was scanned, ticked and typed is the state of this screen; the server keeps
 * nothing until goods are received or a parcel is put into quarantine.
 */
export class Dock extends Component {
    static template = "rma_courier.Dock";
    static components = {
        DockButton,
        DockOptions,
        DockParcelForm,
        DockQuestion,
        DockReceipt,
        Layout,
    };
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.field = useRef("field");
        this.state = useState({
            text: "",
            isBusy: false,
            card: null,
            mode: "",
            message: "",
            error: "",
            highlighted: 0,
            days: 30,
            reason: "",
            vals: {},
            photos: [],
            courier: {},
            docket: null,
            recent: [],
            warehouseId: false,
        });
        this.config = {warehouses: [], carriers: [], is_receiving_allowed: false};
        this.box = null;
        this.hasCamera = isBarcodeScannerSupported();
        const barcode = useService("barcode");
        useBus(barcode.bus, "barcode_scanned", (ev) => this.scan(ev.detail.barcode));
        useDockKeys({
            getField: () => this.field.el,
            onKey: (key) => this.onKey(key),
            isChoosing: () => this.choices.length > 0 && !this.state.isBusy,
            onDigit: (index) => this.choose(index),
        });
        onWillStart(async () => {
            this.config = await this.orm.call("rma.dock", "get_setup", []);
            this.state.warehouseId = this.config.warehouse_id;
        });
        onMounted(() => this.focusField());
    }

    get display() {
        return {controlPanel: {}};
    }

    // -- what is on the screen --

    get kind() {
        if (this.state.error) {
            return "error";
        }
        return this.state.card?.kind || (this.state.message ? "done" : "");
    }

    get icon() {
        return ICONS[this.kind] || "fa-barcode";
    }

    get headline() {
        if (this.kind === "parcel") {
            return this.state.card.parcel.state;
        }
        return getTitle(this.kind);
    }

    get sentence() {
        return this.state.error || this.state.card?.message || this.state.message;
    }

    /** What digits and arrows choose from now. */
    get choices() {
        const card = this.state.card;
        if (!card || this.state.mode) {
            return [];
        }
        if (card.kind === "options") {
            return card.options;
        }
        return (card.suggestions || []).map((unit) => ({
            ...unit,
            kind: "unit",
            title: [unit.reference, unit.customer].filter(Boolean).join(" · "),
            text: [unit.product, unit.serial, unit.reasons].filter(Boolean).join(", "),
        }));
    }

    get isFormShown() {
        return this.state.card?.kind === "unknown" || this.state.mode === "quarantine";
    }

    /** The buttons of the card, each with its key. */
    get buttons() {
        const offered = this.state.card?.choices || [];
        const known = [
            ["extend", "F8", "fa-calendar-plus-o", _t("Extend and receive")],
            ["quarantine", "F4", "fa-archive", _t("Keep in quarantine")],
            ["refuse", "F7", "fa-reply", _t("Refuse and send back")],
            ["take_back", "F10", "fa-undo", _t("It came back")],
            ["open", "F9", "fa-external-link", this.openLabel],
        ];
        return known
            .filter(([name]) => offered.includes(name) || this.isExtra(name))
            .map(([name, key, icon, label]) => ({name, key, icon, label}));
    }

    isExtra(name) {
        return this.state.card?.kind === "unknown" && name === "refuse";
    }

    get openLabel() {
        const labels = {
            "rma.claim": _t("Open the claim"),
            "rma.parcel": _t("Open the parcel"),
            "rma.consignment": _t("Open the consignment"),
        };
        return labels[this.state.card?.open?.model] || _t("Open the transfer");
    }

    get docketText() {
        return this.state.docket?.number || "";
    }

    focusField() {
        this.field.el?.focus();
    }

    // -- the server --

    /** Ask the dock; say what went wrong in a sentence. Undefined when it failed. */
    async ask(method, ...args) {
        if (this.state.isBusy) {
            return undefined;
        }
        this.state.isBusy = true;
        this.state.error = "";
        try {
            return await this.orm.call("rma.dock", method, args);
        } catch (error) {
            this.state.error = this.explain(error);
            giveFeedback("error");
            return undefined;
        } finally {
            this.state.isBusy = false;
        }
    }

    explain(error) {
        if (error instanceof ConnectionLostError) {
            return _t("There is no connection. Scan the parcel again when it is back.");
        }
        return (
            error.data?.message ||
            _t("The server did not answer as expected. Try again.")
        );
    }

    // -- scanning --

    onFieldKey(ev) {
        const isEnd = ev.key === "Enter" || (ev.key === "Tab" && this.state.text);
        if (!isEnd) {
            return;
        }
        ev.preventDefault();
        const text = this.state.text;
        if (text.trim()) {
            this.scan(text);
        } else if (!this.state.isBusy && Date.now() - (this.answeredAt || 0) > 600) {
            // scanners may end with two line ends: the second one receives nothing
            this.doMain();
        }
    }

    async scan(code) {
        this.state.text = "";
        if (this.tick(code)) {
            return;
        }
        const card = await this.ask("scan", code, this.state.warehouseId);
        if (card && !this.takeAsSerial(card)) {
            this.remember(card);
            this.show(card);
            this.note(card);
        }
        this.focusField();
    }

    async scanByCamera() {
        const code = await scanBarcode(this.env, "environment").catch(() => "");
        if (code) {
            await this.scan(code);
        }
        this.focusField();
    }

    /** Tick the unit that *code* names on the receipt that is shown. */
    tick(code) {
        const card = this.state.card;
        const key = normalize(code);
        if (card?.kind !== "receipt" || !key || this.state.isBusy) {
            return false;
        }
        const units = card.units.filter((unit) =>
            [unit.reference, unit.serial].some((text) => normalize(text) === key)
        );
        if (units.length !== 1) {
            return false;
        }
        units[0].is_scanned = true;
        this.state.error = "";
        card.message = _t("%(unit)s is ticked.", {
            unit: units[0].serial || units[0].reference,
        });
        giveFeedback("ok");
        this.answeredAt = Date.now();
        this.focusField();
        return true;
    }

    /** A code that nobody knows is the number of the one unit that has none yet. */
    takeAsSerial(answer) {
        const card = this.state.card;
        if (answer.kind !== "unknown" || answer.docket || card?.kind !== "receipt") {
            return false;
        }
        const units = card.units.filter(
            (unit) => unit.is_serial_needed && !unit.typed_serial
        );
        if (units.length !== 1) {
            return false;
        }
        Object.assign(units[0], {typed_serial: answer.code, is_scanned: true});
        card.message = _t("%(code)s is taken as the serial number of %(unit)s.", {
            code: answer.code,
            unit: units[0].reference,
        });
        giveFeedback("choice");
        this.answeredAt = Date.now();
        return true;
    }

    /** Keep the docket that was scanned first for the receipt that follows. */
    remember(card) {
        if (card.docket) {
            this.state.docket = {
                ...card.docket,
                consignment_id: card.consignment?.id || false,
            };
            this.box = card.code;
        } else if (card.kind === "unknown") {
            this.state.docket = {number: card.code, carrier_id: false, isGuess: true};
        }
    }

    show(card) {
        this.answeredAt = Date.now();
        Object.assign(this.state, {
            card,
            mode: "",
            error: "",
            highlighted: card.kind === "options" ? 0 : -1,
            days: card.days || 30,
            reason: "",
            photos: [],
            vals: prepareVals(card),
            courier: prepareCourier(card, this.state.docket),
        });
        giveFeedback(TONES[card.kind] || "warning");
    }

    note(card) {
        const title = card.claim
            ? `${card.claim.number} · ${card.claim.customer}`
            : card.message;
        const time = luxon.DateTime.now().toLocaleString(luxon.DateTime.TIME_SIMPLE);
        const others = this.state.recent.filter((scan) => scan.code !== card.code);
        const scan = {code: card.code, icon: ICONS[card.kind], title, time};
        this.state.recent = [scan, ...others].slice(0, MAX_RECENT);
    }

    // -- keys --

    onKey(key) {
        if (this.state.isBusy) {
            return /^F\d+$/.test(key);
        }
        if (key === "ArrowDown" || key === "ArrowUp") {
            return this.highlight(key === "ArrowDown" ? 1 : -1);
        }
        if (key === "Escape") {
            this.goBack();
            return true;
        }
        return this.onFunctionKey(key);
    }

    onFunctionKey(key) {
        const isReceipt = this.state.card?.kind === "receipt";
        const button = this.buttons.find((candidate) => candidate.key === key);
        if (key === "F2") {
            this.doMain();
        } else if (key === "F6" && isReceipt) {
            this.tickAll();
        } else if (key === "F9" && isReceipt) {
            this.openTransfer();
        } else if (button) {
            this.press(button.name);
        } else if (key === "F4" && this.isFormShown) {
            this.state.mode = "quarantine";
        } else {
            return false;
        }
        return true;
    }

    highlight(step) {
        const count = this.choices.length;
        if (!count) {
            return false;
        }
        const next = this.state.highlighted + step;
        this.state.highlighted = Math.max(0, Math.min(count - 1, next));
        return true;
    }

    /** Do what is most likely meant: Enter in the empty field, or F2. */
    doMain() {
        const card = this.state.card;
        if (this.state.mode === "extend") {
            this.extend();
        } else if (this.state.mode === "refuse") {
            this.refuse();
        } else if (this.choices.length && this.state.highlighted >= 0) {
            this.choose(this.state.highlighted);
        } else if (this.state.mode === "quarantine" || card?.kind === "unknown") {
            this.saveParcel();
        } else if (card?.kind === "receipt" && this.config.is_receiving_allowed) {
            this.receive();
        }
    }

    goBack() {
        if (this.state.mode) {
            this.state.mode = "";
        } else {
            this.clear();
            this.state.docket = null;
            this.box = null;
        }
        this.state.error = "";
        this.focusField();
    }

    clear(message = "") {
        Object.assign(this.state, {
            card: null,
            mode: "",
            message,
            text: "",
            error: "",
            photos: [],
            vals: {},
            courier: {},
        });
    }

    // -- choices --

    press(name) {
        const actions = {
            open: () => this.open(),
            take_back: () => this.takeBack(),
        };
        if (actions[name]) {
            actions[name]();
            return;
        }
        this.state.mode = name;
    }

    async choose(index) {
        const choice = this.choices[index];
        if (!choice) {
            return;
        }
        const warehouse = this.state.warehouseId;
        const card =
            choice.kind === "unit"
                ? await this.ask(
                      "link_parcel",
                      this.state.card.parcel.id,
                      choice.line_id,
                      warehouse
                  )
                : await this.ask(
                      "show",
                      choice.model,
                      choice.id,
                      choice.line_ids,
                      warehouse
                  );
        if (card) {
            if (choice.consignment_id && !card.consignment) {
                // the box is the one that was scanned before the choice
                this.state.docket = {
                    ...this.state.docket,
                    consignment_id: choice.consignment_id,
                };
            }
            this.show(card);
            if (choice.consignment_id && card.kind === "receipt") {
                this.state.courier = {
                    consignment_id: choice.consignment_id,
                    docket: "",
                    carrier_id: false,
                };
            }
        }
        this.focusField();
    }

    async extend() {
        const days = Number(this.state.days);
        const card = await this.ask(
            "extend",
            this.state.card.claim.id,
            days,
            this.state.warehouseId
        );
        if (card) {
            this.show(card);
            this.focusField();
        }
    }

    async refuse() {
        const {card, reason} = this.state;
        if (!reason.trim()) {
            this.state.error = _t("Say why the parcel is refused.");
            giveFeedback("error");
            return;
        }
        const answer = card.parcel
            ? await this.ask("refuse_parcel", card.parcel.id, reason)
            : await this.ask("save_parcel", this.parcelVals, this.parcelPhotos, reason);
        if (answer) {
            this.show(answer);
            this.focusField();
        }
    }

    get parcelVals() {
        return {
            ...this.state.vals,
            warehouse_id: this.state.warehouseId,
            consignment_id:
                this.state.vals.consignment_id || this.state.card?.consignment?.id,
        };
    }

    get parcelPhotos() {
        return this.state.photos.map((url) => url.split(",")[1]);
    }

    async saveParcel() {
        const card = await this.ask("save_parcel", this.parcelVals, this.parcelPhotos);
        if (card) {
            this.state.docket = null;
            this.show(card);
            this.focusField();
        }
    }

    async takeBack() {
        const card = await this.ask("take_back", this.state.card.consignment.id);
        if (card) {
            this.show(card);
        }
        this.focusField();
    }

    open() {
        const {model, id} = this.state.card.open;
        this.openRecord(model, id);
    }

    openTransfer() {
        this.openRecord("stock.picking", this.state.card.picking.id);
    }

    openRecord(model, id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    // -- receiving --

    tickAll() {
        const units = this.state.card.units;
        const isEvery = units.every((unit) => unit.is_scanned);
        for (const unit of units) {
            unit.is_scanned = !isEvery;
        }
        this.focusField();
    }

    async receive() {
        const {picking, units, claim} = this.state.card;
        const ticked = units.filter((unit) => unit.is_scanned);
        const serials = {};
        for (const unit of ticked) {
            if (unit.is_serial_needed && unit.typed_serial) {
                serials[unit.id] = unit.typed_serial;
            }
        }
        const ids = ticked.map((unit) => unit.id);
        const answer = await this.ask(
            "receive",
            picking.id,
            ids,
            this.state.courier,
            serials
        );
        if (answer === undefined) {
            this.focusField();
            return;
        }
        if (answer !== true) {
            // a dialog of the transfer: other serial, backorder, courier
            await this.action.doAction(answer, {
                onClose: () => this.refresh(picking.id),
            });
            return;
        }
        await this.finish(
            _t("%(count)s received for %(number)s of %(customer)s.", {
                count: ids.length,
                number: claim.number,
                customer: claim.customer,
            })
        );
    }

    /** After a dialog: show what the transfer is now. */
    async refresh(pickingId) {
        const card = await this.ask("show", "stock.picking", pickingId);
        if (card?.kind === "receipt") {
            this.show(card);
        } else if (card) {
            await this.finish(card.message);
        }
        this.focusField();
    }

    /** Say what was done, and go on with what else is in the box. */
    async finish(message) {
        const box = this.box;
        this.clear(message);
        this.box = null;
        this.state.docket = null;
        giveFeedback("ok");
        if (box) {
            const card = await this.ask("scan", box, this.state.warehouseId);
            if (card && ["receipt", "options"].includes(card.kind)) {
                this.remember(card);
                this.show(card);
                this.state.message = message;
            }
        }
        this.focusField();
    }
}

registry.category("actions").add("rma_courier.dock", Dock);
