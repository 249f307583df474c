"""What a log of Odoo's tests is read as."""

from rma_setup import odoolog

STAMP = "2026-01-01 00:00:00,000 7"
LOGGER = "db odoo.addons.rma_x.tests.test_x"
LOG = f"""\
{STAMP} INFO {LOGGER}: Starting TestX.test_good ...
{STAMP} INFO {LOGGER}: Starting TestX.test_invariant_stock ...
{STAMP} INFO {LOGGER}: Starting TestX.test_later ...
{STAMP} INFO {LOGGER}: skipped TestX.test_later : not today
{STAMP} INFO {LOGGER}: Starting TestX.test_invariant_money ...
{STAMP} ERROR {LOGGER}: FAIL: Subtest TestX.test_invariant_money (a=1)
Traceback (most recent call last):
AssertionError: 1 != 2
{STAMP} ERROR {LOGGER}: FAIL: Subtest TestX.test_invariant_money (a=2)
AssertionError: 2 != 3
{STAMP} WARNING db odoo.models: something odd
{STAMP} ERROR db odoo.modules.loading: 2 failed, 0 error(s) of 4 tests when loading
"""


def outcome():
    return odoolog.read(LOG.splitlines(keepends=True))


def test_counts():
    read = outcome()
    assert (read.passed, len(read.broken), len(read.skipped)) == (2, 1, 1)
    assert read.total == 4


def test_a_failure_keeps_its_traceback():
    assert "AssertionError: 1 != 2" in outcome().broken["TestX.test_invariant_money"]


def test_invariants_are_told_one_by_one():
    assert outcome().invariants() == [
        ("TestX.test_invariant_stock", True),
        ("TestX.test_invariant_money", False),
    ]


def test_other_warnings_are_troubles():
    assert outcome().troubles == ["WARNING something odd"]


def test_an_empty_log_ran_nothing():
    assert odoolog.read([]).started == []
