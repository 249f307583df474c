# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A claim that its author has not sent yet; and photos for one that he has."""

from odoo.http import request, route

from .claim_form import MAX_POST, ClaimForm


class ClaimDraft(ClaimForm):
    """Check, change, send or discard: for who made the claim and nobody else."""

    def _get_own_draft_sudo(self, claim_id):
        """Return the visitor's own claim that he has not sent, or nothing."""
        user = request.env.user
        # sudo: unsent claims are invisible to all rights; only the author's is found
        claim_sudo = (
            request.env["rma.claim"]
            .sudo()
            .search(
                [
                    ("id", "=", claim_id),
                    ("is_confirmed", "=", False),
                    ("channel", "=", "portal"),
                    ("create_uid", "=", user.id),
                    ("commercial_partner_id", "=", user.commercial_partner_id.id),
                ]
            )
        )
        # sudo: the claim of a list is changed and sent on the list's own page
        batches_sudo = request.env["rma.desk.batch"].sudo()
        is_listed = batches_sudo.search_count([("claim_id", "=", claim_id)], limit=1)
        return claim_sudo.browse() if is_listed else claim_sudo

    def _answer_missing_draft(self, claim_id):
        """Lead on to the claim when it was sent already; else it does not exist."""
        claim = self._get_claim_sudo(claim_id)
        if not claim:
            raise request.not_found()
        return self._redirect_to_claim(claim)

    @route(
        "/my/rma/new/<int:claim_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_draft(self, claim_id, **kwargs):
        """Show what will be sent, with the pre-assessment."""
        claim = self._get_own_draft_sudo(claim_id)
        if not claim:
            return self._answer_missing_draft(claim_id)
        line = claim.line_ids[:1]
        title, text = line._get_customer_assessment()
        return self._render_form(
            "rma_management.portal_form_check",
            None,
            draft=claim,
            line=line,
            assessment={"title": title, "text": text},
            warranty=line._get_customer_warranty(),
            delivery=dict(self._get_delivery_words()).get(claim.delivery_method, ""),
            flash=self._pop_flash(),
        )

    @route(
        "/my/rma/new/<int:claim_id>/change",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_draft_change(self, claim_id, **kwargs):
        """Show the details again."""
        claim = self._get_own_draft_sudo(claim_id)
        if not claim:
            return self._answer_missing_draft(claim_id)
        values = self._get_own_draft_values(claim)
        return self._render_form_details(
            self._get_own_draft_unit(claim), values, {}, claim
        )

    @route(
        "/my/rma/new/<int:claim_id>/change",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=MAX_POST,
    )
    def portal_draft_rewrite(self, claim_id, **values):
        """Keep the changed details and the new files."""
        claim = self._get_own_draft_sudo(claim_id)
        if not claim:
            return self._answer_missing_draft(claim_id)
        if self._is_form_too_often("portal_claim", request.env.uid):
            return request.redirect(f"/my/rma/new/{claim.id}")
        vals, errors = request.env["rma.claim"]._prepare_intake_vals(
            values, request.env.user.partner_id, has_unit=False
        )
        removed = request.httprequest.form.getlist("remove")
        files = claim.line_ids.fault_photo_ids | claim.line_ids.proof_ids
        removed = files.filtered(lambda file: str(file.id) in removed)
        uploads = self._read_form_uploads(errors, len(files - removed))
        if not errors:
            self._try_form(
                self._rewrite_own_draft, errors, claim, vals, uploads, removed
            )
        if errors:
            unit = self._get_own_draft_unit(claim)
            return self._render_form_details(unit, values, errors, claim)
        return request.redirect(f"/my/rma/new/{claim.id}")

    def _rewrite_own_draft(self, claim, vals, uploads, removed):
        claim._rewrite_intake(vals)
        removed.unlink()
        self._finish_own_draft(claim, uploads)

    def _get_own_draft_unit(self, claim):
        line = claim.line_ids[:1]
        return {
            "values": {},
            "title": line.product_id.display_name or line.product_told or line.lot_name,
            "serial": line.lot_id.name or line.lot_name or "",
            "warranty": line._get_customer_warranty() or "",
            "order": line.sale_line_id.order_id.name or "",
            "is_known": bool(line.lot_id or line.sale_line_id),
            "is_serial_unknown": bool(line.lot_name),
            "choices": line.lot_id.browse(),
            "asks_serial": False,
            "quantity": False,
        }

    def _get_own_draft_values(self, claim):
        """Return the fields of the form as they were typed."""
        line = claim.line_ids[:1]
        return {
            "symptom_id": str(line.symptom_id.id or ""),
            "symptom_note": line.symptom_note,
            "reason_id": str(line.reason_id.id or ""),
            "reason_note": line.reason_note,
            "demand": claim.demand,
            "delivery_method": claim.delivery_method,
            "date_purchased": str(line.date_purchased or ""),
            "manufacture_year": str(line.manufacture_year or ""),
            "accessories": line.accessories_told,
            "client_ref": claim.client_ref,
            "delegate_name": claim.delegate_name,
            "delegate_phone": claim.delegate_phone,
        }

    @route(
        "/my/rma/new/<int:claim_id>/send",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_draft_send(self, claim_id, **kwargs):
        """Send the claim to the service desk; a repeat leads to the claim."""
        claim = self._get_own_draft_sudo(claim_id)
        if not claim:
            return self._answer_missing_draft(claim_id)
        if not self._run_for_customer(claim._customer_send):
            return request.redirect(f"/my/rma/new/{claim.id}")
        self._flash(
            request.env._(
                "Your claim was sent. We look at it and tell you what is next."
            )
        )
        return self._redirect_to_claim(claim)

    @route(
        "/my/rma/new/<int:claim_id>/discard",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_draft_discard(self, claim_id, **kwargs):
        """Delete the claim and its files."""
        claim = self._get_own_draft_sudo(claim_id)
        if not claim:
            return self._answer_missing_draft(claim_id)
        claim._discard_intake()
        self._flash(request.env._("The claim was discarded. Nothing was sent."))
        return request.redirect("/my/rma/new")

    # -- photos for a claim that was sent --

    @route(
        "/my/rma/<int:claim_id>/photos",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        max_content_length=MAX_POST,
    )
    def portal_claim_photos(self, claim_id, access_token=None, line_id="", **kwargs):
        """Add photos and videos to a unit of an open claim."""
        claim = self._get_claim_sudo(claim_id, access_token)
        if not claim:
            raise request.not_found()
        if not self._is_form_too_often("portal_photos", claim.id):
            files = request.httprequest.files.getlist("photos")
            line = claim.line_ids.filtered(lambda unit: str(unit.id) == line_id)
            if self._act_for_customer(claim, claim._customer_add_photos, files, line):
                self._flash(request.env._("Thank you, we have your photos."))
        return self._redirect_to_claim(claim, access_token, "#rma_card_photos")
