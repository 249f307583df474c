import {onWillUnmount, useExternalListener} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";

// A scanner sends its characters faster than this; what stands alone was pressed.
const ALONE_MS = 250;

function isElsewhere(target, field) {
    if (document.querySelector(".modal, .o_popover, .dropdown-menu.show")) {
        return true;
    }
    return (
        target !== field &&
        target.matches?.("input, textarea, select, [contenteditable=true]")
    );
}

/**
 * Listen to the keys of the dock.
 *
 * Function keys, arrows and Escape work at once. A digit counts when no other key
 * follows: the first digit of a scanned number is no choice.
 *
 * @param {Object} handlers
 * @param {() => HTMLInputElement} handlers.getField the field that scans are typed in
 * @param {(key: string) => boolean} handlers.onKey returns whether the key meant
 *      something
 * @param {() => boolean} handlers.isChoosing whether digits choose now
 * @param {(index: number) => void} handlers.onDigit
 */
export function useDockKeys({getField, onKey, isChoosing, onDigit}) {
    let timer = null;

    function cancel() {
        browser.clearTimeout(timer);
        timer = null;
    }

    function onDigitKey(ev, field) {
        const isAlone = !field || !field.value;
        if (timer || !isAlone || !isChoosing()) {
            cancel();
            return;
        }
        timer = browser.setTimeout(() => {
            timer = null;
            const typed = field?.value || "";
            if (typed === "" || typed === ev.key) {
                onDigit(Number(ev.key) - 1);
            }
        }, ALONE_MS);
    }

    useExternalListener(
        window,
        "keydown",
        (ev) => {
            const field = getField();
            if (ev.ctrlKey || ev.altKey || ev.metaKey || ev.isComposing) {
                return;
            }
            const isNamed = /^(F\d+|Escape)$/.test(ev.key);
            const isArrow = /^Arrow(Up|Down)$/.test(ev.key);
            if (!isNamed && isElsewhere(ev.target, field)) {
                cancel();
                return;
            }
            if (document.querySelector(".modal")) {
                return;
            }
            if (/^[1-9]$/.test(ev.key)) {
                onDigitKey(ev, field);
                return;
            }
            cancel();
            if ((isNamed || isArrow) && onKey(ev.key)) {
                ev.preventDefault();
                ev.stopPropagation();
            }
        },
        {capture: true}
    );
    onWillUnmount(cancel);
}
