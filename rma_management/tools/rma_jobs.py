# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Scheduled jobs and who wakes them."""


def wake(env, xmlid):
    """Let the job *xmlid* run soon; nothing happens when somebody has deleted it."""
    cron_id = env["ir.model.data"]._xmlid_to_res_id(xmlid)
    if cron_id:
        # sudo: waking the job is no right of the user, it only tells it to look
        env["ir.cron"].sudo().browse(cron_id)._trigger()
