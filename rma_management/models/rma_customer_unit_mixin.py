# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaCustomerUnitMixin(models.AbstractModel):
    """What the customer reads of each unit of his claim."""

    _name = "rma.customer.unit.mixin"
    _description = "RMA Words about the Unit"

    def _get_customer_units(self, lines):
        """Return {unit: what its customer reads of it}, for units of this claim.

        Keys: ``title`` (product), ``number``, ``serial``, ``symptom``, ``note``,
        ``stage`` (words), ``decision`` (sentence), ``payer`` (careful sentence or
        ``""``), ``resolution``, ``remarks`` (of a rejection), ``files``. Addons add
        keys of theirs.
        """
        titles = self._get_customer_titles()
        return {
            line: {
                "title": self._get_unit_title(line),
                "number": line.reference,
                "serial": line.lot_id.name or line.lot_name or "",
                "quantity": line.quantity,
                "symptom": line.symptom_id.name or "",
                "note": line.symptom_note or line.reason_note or "",
                "stage": titles.get(line.stage, self.env._("Open")),
                "decision": self._get_unit_decision(line),
                "payer": self._get_unit_payer(line),
                "resolution": self._get_unit_resolution(line),
                "remarks": (line.decision == "rejected" and line.decision_remarks)
                or "",
                "files": self._get_unit_files(line),
            }
            for line in lines
        }

    def _get_unit_title(self, line):
        """Return the product, as the customer told it while we do not know it."""
        return line.product_id.display_name or line.product_told or self.env._("Unit")

    def _get_unit_decision(self, line):
        """Return what we have decided about the unit, a sentence."""
        if line.ending == "cancelled":
            return self.env._("This unit was taken off the claim.")
        return {
            "approved": self.env._("We accepted it."),
            "rejected": self.env._("We could not accept it."),
        }.get(line.decision, self.env._("We are still checking it."))

    def _get_unit_payer(self, line):
        """Return who is expected to pay, in words that promise nothing too early."""
        if line.decision == "rejected" or line.ending in ("expired", "cancelled"):
            return ""
        if line.resolution_id.credit != "no" and line.decision == "approved":
            return ""
        is_whole = min(line.parts_percent, line.labour_percent) >= 100
        if line.decision != "approved":
            if line._get_assessment_kind() in ("unknown", "open"):
                return self.env._("We check who pays.")
            if line.coverage in ("free", "contract") and not is_whole:
                return self.env._("Probably covered in part; we check it.")
            return {
                "free": self.env._("Probably covered by the warranty; we check it."),
                "contract": self.env._("Probably covered by your contract; we check."),
                "paid": self.env._("Probably at your cost; we check it."),
            }.get(line.coverage, self.env._("We check who pays."))
        if line.coverage == "free":
            return (
                self.env._("Free of charge for you.")
                if is_whole
                else self.env._("Covered in part; the rest is at your cost.")
            )
        if line.coverage == "contract":
            return (
                self.env._("Covered by your service contract.")
                if is_whole
                else self.env._("Covered in part by your service contract.")
            )
        return (line.coverage and self.env._("At your cost.")) or ""

    def _get_unit_resolution(self, line):
        """Return how we solve it, once decided; who does it is our business."""
        if line.decision != "approved":
            return ""
        return {
            "repair": self.env._("Repair"),
            "vendor": self.env._("Repair"),
            "onsite": self.env._("Repair at your place"),
            "advice": self.env._("Advice"),
            "replace": self.env._("Replacement"),
            "credit": self.env._("Credit note"),
            "return": self.env._("Return without repair"),
            "scrap": self.env._("Disposal"),
        }.get(line.resolution_kind, line.resolution_id.name or "")

    def _get_unit_files(self, line):
        """Return the files that the customer himself has given us."""
        return (line.fault_photo_ids | line.proof_ids).sorted("id")

    def _find_customer_file(self, attachment_id):
        """Return the file of this id that the customer has given us, or nothing."""
        self.ensure_one()
        files = self.line_ids.fault_photo_ids | self.line_ids.proof_ids
        return files.filtered(
            lambda file: file.id == attachment_id and file.type == "binary"
        )
