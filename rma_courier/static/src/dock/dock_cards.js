import {_t} from "@web/core/l10n/translation";

// What each answer sounds like; anything else warns.
export const TONES = {
    receipt: "ok",
    parcel: "choice",
    options: "choice",
    outgoing: "choice",
    transfer: "choice",
};
export const ICONS = {
    receipt: "fa-check-circle",
    options: "fa-list-ol",
    obstacle: "fa-ban",
    denied: "fa-lock",
    outgoing: "fa-truck",
    transfer: "fa-exchange",
    parcel: "fa-archive",
    unknown: "fa-question-circle",
    empty: "fa-info-circle",
    done: "fa-check-circle",
    error: "fa-exclamation-triangle",
};

/** The text of a code as it is compared: letters and digits only. */
export function normalize(text) {
    return (text || "").replace(/[\W_]/g, "").toUpperCase();
}

/** The headline of an answer of this *kind*. */
export function getTitle(kind) {
    const titles = {
        receipt: _t("Ready to receive"),
        options: _t("Choose"),
        obstacle: _t("Not to be received"),
        denied: _t("Not yours"),
        outgoing: _t("Goes out"),
        transfer: _t("Another transfer"),
        unknown: _t("Unknown"),
        empty: _t("Nothing scanned"),
        done: _t("Done"),
        error: _t("That did not work"),
    };
    return titles[kind] || "";
}

/** What the form of a quarantine parcel shows at first: what the *card* knows. */
export function prepareVals(card) {
    const docket = card.docket || {};
    return {
        scan: card.code || "",
        docket: docket.number || "",
        carrier_id: docket.carrier_id || false,
        sender_name: "",
        serial: "",
        place: "",
        contents: "",
        ...(card.parcel_vals || {}),
    };
}

/** How the goods of a *card* came: its consignment, or the docket scanned before. */
export function prepareCourier(card, docket) {
    if (card.consignment) {
        return {consignment_id: card.consignment.id, docket: "", carrier_id: false};
    }
    const isUsed = card.kind === "receipt" && card.claim.is_by_courier && docket;
    return {
        docket: (isUsed && docket.number) || "",
        carrier_id: (isUsed && docket.carrier_id) || false,
    };
}
