"""Known foreign lines of Odoo's log are ignored, all others fail a suite."""

from rma_setup import suites

LINE = "2026-01-02 03:04:05,678 1 WARNING db odoo.addons.x: {text}\n"
KNOWN = "Missing widget: res_partner_many2one for field of type many2one"


def check(tmp_path, text):
    """Return checklog's exit code for a log with one warning."""
    log = tmp_path / "odoo.log"
    log.write_text(LINE.format(text=text))
    return suites.run_checklog(log).returncode


def test_known_foreign_line(tmp_path):
    assert check(tmp_path, KNOWN) == 0


def test_any_other_warning(tmp_path):
    assert check(tmp_path, "Missing widget: ours") != 0
