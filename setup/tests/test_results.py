"""Counting, the closing line, and folders that are built whole or not at all."""

import pytest
from rma_setup import cli_test, place, suites
from rma_setup.report import Result, closing_line, shorten
from rma_setup.say import SetupError


@pytest.mark.parametrize(
    ("last", "counts"),
    [
        ("3 passed in 0.1s", (3, 0, 0)),
        ("1 failed, 2 passed, 4 skipped in 0.1s", (2, 1, 4)),
        ("2 passed, 1 warning, 2 errors in 0.1s", (2, 2, 0)),
        ("no tests ran in 0.01s", (0, 0, 0)),
    ],
)
def test_pytest_is_counted(last, counts):
    assert suites.count_pytest(f"..\n{last}\n") == counts


def test_the_closing_line_sums_up():
    results = [Result("a", passed=2, skipped=1), Result("b", failed=1)]
    assert closing_line(results) == "2 passed, 1 failed, 1 skipped"


def test_a_long_output_keeps_its_ends():
    lines = shorten("\n".join(map(str, range(500))), limit=10)
    assert lines[0] == "0" and lines[-1] == "499" and len(lines) == 11


def test_a_folder_appears_only_when_complete(tmp_path):
    target = tmp_path / "x"
    with pytest.raises(RuntimeError), place.built_folder(target) as making:
        (making / "half").touch()
        raise RuntimeError
    assert not target.exists()
    with place.built_folder(target) as making:
        (making / "whole").touch()
        place.stamp(making, "key")
    assert place.is_stamped(target, "key") and not place.is_stamped(target, "other")


@pytest.fixture
def repository(tmp_path, monkeypatch):
    for name in ("rma_x", "rma_x/tests", "setup", "setup/tests"):
        (tmp_path / name).mkdir()
    (tmp_path / "rma_x/__manifest__.py").write_text("{'depends': []}")
    (tmp_path / "rma_x/tests/test_a.py").touch()
    for module in (cli_test, cli_test.addons):
        monkeypatch.setattr(module, "REPOSITORY", tmp_path)
    monkeypatch.setattr(cli_test.addons, "TEST_ADDONS", tmp_path / "tests")
    monkeypatch.setattr(cli_test, "SETUP", tmp_path / "setup")
    return tmp_path


@pytest.mark.parametrize(
    ("word", "tags"),
    [
        ("rma_x", ["/rma_x"]),
        ("rma_x/", ["/rma_x"]),
        ("rma_x/tests", ["/rma_x"]),
        ("rma_x/tests/test_a.py", ["/rma_x/tests/test_a.py"]),
        ("rma_x:TestA.test_b", ["/rma_x:TestA.test_b"]),
    ],
)
def test_words_become_tags(repository, word, tags):
    assert cli_test.understand([word]).tags == {"rma_x": tags}


def test_everything_is_planned(repository):
    plan = cli_test.understand([])
    assert plan.tags == {"rma_x": ["/rma_x"]} and plan.wheels == ["rma_x"]
    assert plan.pytest == [repository / "setup/tests"]


def test_an_unknown_word_is_refused(repository):
    with pytest.raises(SetupError, match="neither an addon nor a path"):
        cli_test.understand(["rma_y"])
