import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** Print one paper after the other, then show what was done. */
registry.category("actions").add("rma_counter_print", async (env, action) => {
    for (const report of action.params.reports) {
        await env.services.action.doAction(report);
    }
    return {type: "ir.actions.act_window_close"};
});

/** The counter is one key away from everywhere, for who has its menu. */
registry.category("services").add("rma_counter", {
    dependencies: ["command", "menu"],
    start(env, {command, menu}) {
        const getMenu = () =>
            menu
                .getAll()
                .find((item) => item.xmlid === "rma_management.rma_counter_menu");
        command.add(_t("Counter Intake"), () => menu.selectMenu(getMenu()), {
            category: "app",
            global: true,
            hotkey: "alt+shift+i",
            isAvailable: () => Boolean(getMenu()),
        });
    },
});
