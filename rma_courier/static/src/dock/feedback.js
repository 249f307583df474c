import {browser} from "@web/core/browser/browser";

// Notes of what can be heard across the dock: up is well, down is not.
const TONES = {
    ok: [660, 880],
    choice: [660, 660],
    warning: [440, 330],
    error: [220, 220, 220],
};
const SECONDS = 0.12;
let context = null;

/**
 * Let a scan be heard and felt: whoever holds a parcel looks at the parcel.
 *
 * @param {"ok"|"choice"|"warning"|"error"} tone
 */
export function giveFeedback(tone) {
    browser.navigator.vibrate?.(tone === "ok" ? 60 : [80, 60, 80]);
    const AudioContext = window.AudioContext || window.webkitAudioContext;
    if (!AudioContext) {
        return;
    }
    try {
        context = context || new AudioContext();
        TONES[tone].forEach((frequency, index) => {
            const start = context.currentTime + index * SECONDS * 1.3;
            const oscillator = context.createOscillator();
            const volume = context.createGain();
            volume.gain.value = 0.08;
            oscillator.frequency.value = frequency;
            oscillator.connect(volume).connect(context.destination);
            oscillator.start(start);
            oscillator.stop(start + SECONDS);
        });
    } catch {
        // a browser that lets nobody hear still shows everything
        context = null;
    }
}
