import {Interaction} from "@web/public/interaction";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";

const MB = 1024 * 1024;

// Says at once when the files chosen are too many or too big, and sends only once.
// Without it the server says the same after the post.
export class RmaClaimForm extends Interaction {
    static selector = ".rma_claim_form";

    dynamicContent = {
        "input[type='file']": {"t-on-change": this.onFilesChosen},
        _root: {"t-on-submit": this.onSubmit},
    };

    get maxBytes() {
        return Number(this.el.dataset.maxBytes);
    }

    onFilesChosen(ev) {
        const input = ev.currentTarget;
        const files = [...input.files];
        const limit = Number(this.el.dataset.maxFiles);
        const size = files.reduce((total, file) => total + file.size, 0);
        let problem = "";
        if (files.length > limit) {
            problem = _t("These are %(count)s files; send at most %(limit)s.", {
                count: files.length,
                limit,
            });
        } else if (size > this.maxBytes) {
            problem = _t("These files have %(size)s MB; send at most %(limit)s MB.", {
                size: Math.ceil(size / MB),
                limit: this.maxBytes / MB,
            });
        }
        input.setCustomValidity(problem);
        const told = input.parentElement.querySelector(".rma_files_told");
        told.textContent = problem || files.map((file) => file.name).join(", ");
    }

    onSubmit(ev) {
        if (this.isSent) {
            ev.preventDefault();
        }
        this.isSent = true;
    }
}

// Shows product and warranty of an own unit while its number is typed or scanned.
export class RmaSerialForm extends Interaction {
    static selector = ".rma_serial_form";

    dynamicContent = {
        "input[name='serial']": {"t-on-change": this.onSerialTyped},
    };

    async onSerialTyped(ev) {
        const serial = ev.currentTarget.value.trim();
        const found = this.el.querySelector("#rma_serial_found");
        found.textContent = "";
        if (!serial) {
            return;
        }
        const unit = await this.waitFor(rpc("/my/rma/serial/check", {serial}));
        found.textContent = unit.is_known
            ? [unit.title, unit.warranty].filter(Boolean).join(": ")
            : _t(
                  "We do not find this number among the units that we delivered to you. You can go on all the same."
              );
    }
}

registry.category("public.interactions").add("rma_management.claim_form", RmaClaimForm);
registry
    .category("public.interactions")
    .add("rma_management.serial_form", RmaSerialForm);
