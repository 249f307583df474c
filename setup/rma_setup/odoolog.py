"""Reading Odoo's log: which tests ran, which failed, which were skipped."""

import re
from dataclasses import dataclass, field

RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) \S+ "
    r"(?P<logger>\S+): (?P<message>.*)$"
)
STARTED = re.compile(r"^Starting (\w+\.test\w*) \.\.\.")
SKIPPED = re.compile(r"^skipped (.+?) : (.*)")
BROKEN = re.compile(r"^(?:FAIL|ERROR): (.+)")
SUMMARY = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
SUBTEST = re.compile(r"^Subtest (\S+)")


@dataclass
class Outcome:
    """What one run of Odoo's tests came to."""

    started: list = field(default_factory=list)
    skipped: dict = field(default_factory=dict)
    broken: dict = field(default_factory=dict)  # test: its failures' text
    troubles: list = field(default_factory=list)  # other records above INFO
    total: int = None

    @property
    def passed(self):
        """The number of tests that ran and neither failed nor were skipped."""
        good = set(self.started) - set(self.broken) - set(self.skipped)
        return sum(1 for name in self.started if name in good)

    def invariants(self):
        """Return (test, good) for each test of an invariant that ran."""
        names = [name for name in self.started if ".test_invariant_" in name]
        return [(name, name not in self.broken) for name in names]


def records(lines):
    """Yield (level, logger, message) with the lines that belong to it."""
    current = None
    for line in lines:
        found = RECORD.match(line)
        if found:
            if current:
                yield tuple(current)
            current = [found["level"], found["logger"], found["message"]]
        elif current:
            current[2] += "\n" + line.rstrip("\n")
    if current:
        yield tuple(current)


def read(lines):
    """Return the outcome that a log tells."""
    outcome = Outcome()
    for level, _logger, message in records(lines):
        _note(outcome, level, message)
    return outcome


def _note(outcome, level, message):
    if found := STARTED.match(message):
        outcome.started.append(found[1])
    elif found := SKIPPED.match(message):
        outcome.skipped[found[1]] = found[2]
    elif level == "ERROR" and (found := BROKEN.match(message)):
        sub = SUBTEST.match(found[1])
        name = sub[1] if sub else found[1].strip()
        outcome.broken[name] = outcome.broken.get(name, "") + message + "\n"
    elif found := SUMMARY.search(message):
        outcome.total = (outcome.total or 0) + int(found[3])
    elif level in ("WARNING", "ERROR", "CRITICAL"):
        outcome.troubles.append(f"{level} {message}")
