import {App} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {rpcBus} from "@web/core/network/rpc";

/**
 * Open many pages in one browser, faster than a tour each, and tell which ones fail.
 *
 * A page is {title, action, viewType, resId}, with these further things to try:
 * `tabs` of the form, `buttons` on its top (each is pressed and the page opened again),
 * `filters` and groupings of the search box.
 */

const PAGE_TIMEOUT = 20000;
const STEP = 25;
const MAX_TEXT = 600;

const pending = new Map();

function getProblem() {
    const dialog = document.querySelector(".modal");
    if (dialog) {
        return dialog.innerText;
    }
    const notice = document.querySelector(".o_notification:has(.bg-danger)");
    return notice ? notice.innerText : "";
}

function check() {
    const problem = getProblem();
    if (problem) {
        throw new Error(problem.replace(/\s+/g, " ").slice(0, MAX_TEXT));
    }
}

function isBusy() {
    return pending.size || [...App.apps].some((app) => app.scheduler.tasks.size);
}

function wait(delay) {
    return new Promise((resolve) => browser.setTimeout(resolve, delay));
}

/** Wait until no request and no rendering is under way. */
async function settle() {
    let quiet = 0;
    for (let waited = 0; quiet < 3; waited += STEP) {
        if (waited > PAGE_TIMEOUT) {
            throw new Error(`still busy: ${[...pending.values()].join(", ")}`);
        }
        await wait(STEP);
        quiet = isBusy() ? 0 : quiet + 1;
    }
    check();
}

/** Return the sentence of an error that owl or a request has wrapped. */
function getText(error) {
    const {data, message} = error.cause || error;
    return data?.message || message;
}

async function closeDialogs() {
    for (const button of document.querySelectorAll(
        ".modal .btn-close, .o_notification_close"
    )) {
        button.click();
    }
    await wait(STEP);
}

async function open(env, page) {
    const {action, viewType, resId} = page;
    const options = {clearBreadcrumbs: true, forceLeave: true};
    if (viewType) {
        options.viewType = viewType;
        options.props = resId ? {resId} : {};
    }
    await env.services.action.doAction(action, options);
    await settle();
    const view = viewType || "form";
    if (!document.querySelector(`.o_action_manager .o_${view}_view`)) {
        throw new Error(`no ${view} view is shown`);
    }
}

/** Do something; note what goes wrong and go on. */
async function attempt(title, problems, action) {
    try {
        await action();
    } catch (error) {
        problems.push(`${title}: ${getText(error)}`);
        await closeDialogs();
    }
}

async function press(element, title, problems) {
    await attempt(title, problems, async () => {
        element.click();
        await settle();
    });
}

async function openTabs(page, problems) {
    const count = document.querySelectorAll(".o_notebook_headers .nav-link").length;
    for (let i = 0; i < count; i++) {
        const tab = document.querySelectorAll(".o_notebook_headers .nav-link")[i];
        await press(tab, `${page.title}, tab ${tab.innerText}`, problems);
    }
}

/** Press each button on the top of a form, even when another one fails. */
async function pressButtons(env, page, problems) {
    const box = ".o-form-buttonbox button.oe_stat_button[name]";
    const names = new Set([...document.querySelectorAll(box)].map((b) => b.name));
    for (const name of names) {
        const button = document.querySelector(`${box}[name='${name}']`);
        await press(button, `${page.title}, button ${name}`, problems);
        await open(env, page);
    }
}

/** Switch each filter and grouping on and off. */
async function openFilters(page, problems) {
    document.querySelector(".o_searchview_dropdown_toggler").click();
    await settle();
    for (const menu of [".o_filter_menu", ".o_group_by_menu"]) {
        const items = `${menu} .o_menu_item:not(.o_add_custom_filter)`;
        const count = document.querySelectorAll(items).length;
        for (let i = 0; i < 2 * count; i++) {
            const item = document.querySelectorAll(items)[Math.floor(i / 2)];
            await press(item, `${page.title}, filter ${item.innerText}`, problems);
        }
    }
}

async function tryPage(env, page, problems) {
    await open(env, page);
    if (page.tabs) {
        await openTabs(page, problems);
    }
    if (page.filters) {
        await openFilters(page, problems);
    }
    if (page.buttons) {
        await pressButtons(env, page, problems);
    }
}

export async function openPages(pages) {
    const {env} = odoo.__WOWL_DEBUG__.root;
    rpcBus.addEventListener("RPC:REQUEST", ({detail}) =>
        pending.set(detail.data.id, detail.url)
    );
    rpcBus.addEventListener("RPC:RESPONSE", ({detail}) =>
        pending.delete(detail.data.id)
    );
    const problems = [];
    for (const page of pages) {
        await attempt(page.title, problems, () => tryPage(env, page, problems));
    }
    if (problems.length) {
        browser.console.error(`${problems.length} problems:\n${problems.join("\n")}`);
    } else {
        browser.console.log(`all ${pages.length} pages opened`);
    }
}
