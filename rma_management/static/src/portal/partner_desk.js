import {Interaction} from "@web/public/interaction";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** Counts scanned serial numbers while they come in, and names repeated ones. */
export class PartnerDeskCount extends Interaction {
    static selector = ".rma_desk_upload";
    dynamicContent = {
        "#rma_desk_text": {"t-on-input": this.debounced(this.count, 150)},
        "#rma_desk_count": {"t-out": () => this.text},
    };

    setup() {
        this.text = "";
    }

    start() {
        this.count();
    }

    count() {
        const {value} = this.el.querySelector("#rma_desk_text");
        const lines = value.split("\n").map((line) => line.split("\t")[0].trim());
        const serials = lines.filter(Boolean);
        const seen = new Set();
        const repeated = new Set();
        for (const serial of serials) {
            const key = serial.toLowerCase();
            (seen.has(key) ? repeated : seen).add(key);
        }
        this.text = serials.length ? _t("%s rows", serials.length) : "";
        if (repeated.size) {
            const names = [...repeated].slice(0, 5).join(", ");
            this.text += ` – ${_t("more than once: %s", names)}`;
        }
        this.updateContent();
    }
}

/** A double click sends once. */
export class PartnerDeskOnce extends Interaction {
    static selector = ".rma_desk_once, .rma_desk_upload";
    dynamicContent = {
        _root: {"t-on-submit": this.onSubmit},
        "button[type='submit']": {"t-att-disabled": () => this.isSent || undefined},
    };

    setup() {
        this.isSent = false;
    }

    onSubmit() {
        this.isSent = true;
    }
}

registry
    .category("public.interactions")
    .add("rma_management.partner_desk_count", PartnerDeskCount)
    .add("rma_management.partner_desk_once", PartnerDeskOnce);
