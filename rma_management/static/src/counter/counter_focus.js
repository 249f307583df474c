/**
 * Put the cursor into a field of the counter, as soon as the page shows it: what an
 * answer of the server changes is drawn in the next frame.
 */
export function focusField(name) {
    const focus = () => {
        const input = document.querySelector(
            `.o_rma_counter .o_field_widget[name='${name}'] :is(input, textarea, select)`
        );
        input?.focus();
        input?.select?.();
    };
    requestAnimationFrame(() => requestAnimationFrame(focus));
}
