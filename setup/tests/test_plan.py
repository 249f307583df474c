"""What setup/test runs for what was asked."""

from rma_setup import cli_test


def suites_of(tags):
    """Return the names and tags of the suites of one addon."""
    plan = cli_test.Plan()
    plan.tags = {"rma_management": tags}
    return cli_test._odoo_suites(plan)


def test_browser_tests_run_beside_the_others():
    assert suites_of(["/rma_management"]) == [
        ("rma_management", "/rma_management,-browser"),
        ("rma_management (browser)", "browser/rma_management"),
    ]


def test_what_is_named_runs_as_named():
    tags = ["/rma_management/tests/test_claim.py", "/rma_management:TestWork"]
    assert suites_of(tags) == [("rma_management", ",".join(tags))]
