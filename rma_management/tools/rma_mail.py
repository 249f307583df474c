# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How messages to customers are posted."""

from odoo import SUPERUSER_ID

#: The frame of our messages: number, what is next and the link.
LAYOUT = "rma_management.mail_layout_notice"


def post_notice(record, template, partners, subtype_xmlid, **kwargs):
    """Post *template* on *record* for *partners*; returns the message.

    Nobody writes these messages: the system is their author. The sender is what the
    template says; the composer drops it when the author is given, so it is given too.
    """
    author = record.env["res.users"].browse(SUPERUSER_ID).partner_id
    sender = template._render_field("email_from", record.ids)[record.id]
    company = record.company_id
    return record.message_post_with_source(
        template,
        partner_ids=partners.ids,
        subtype_xmlid=subtype_xmlid,
        message_type="notification",
        author_id=author.id,
        email_from=sender or company.email_formatted or author.email_formatted,
        email_layout_xmlid=template.email_layout_xmlid or LAYOUT,
        **kwargs,
    )
