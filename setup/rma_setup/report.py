"""Results: what a suite counted, and the lines that tell it."""

from dataclasses import dataclass, field

from .say import say


@dataclass
class Result:
    """What came of one suite."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    lines: list = field(default_factory=list)
    log: object = None

    def add(self, good, title, output=""):
        """Count one check; a failed one shows its output."""
        if good:
            self.passed += 1
            return
        self.failed += 1
        self.lines.append(f"FAILED {title}")
        self.lines += [f"    {line}" for line in shorten(output)]


def shorten(output, limit=120):
    """Return an output's lines, the middle left out when there are too many."""
    lines = output.strip().splitlines()
    if len(lines) <= limit:
        return lines
    left_out = f"… {len(lines) - limit} lines left out …"
    return [*lines[: limit // 2], left_out, *lines[-limit // 2 :]]


def show(result):
    """Print one suite's result."""
    state = "FAILED" if result.failed else "ok"
    say(
        f"--- {result.name}: {state}, {result.passed} passed, {result.failed} failed,"
        f" {result.skipped} skipped, {result.seconds:.0f} s"
    )
    for line in result.lines:
        say(f"    {line}")
    if result.log:
        say(f"    full log: {result.log}")


def closing_line(results):
    """Return the last line: the sum of all suites."""
    passed = sum(result.passed for result in results)
    failed = sum(result.failed for result in results)
    skipped = sum(result.skipped for result in results)
    return f"{passed} passed, {failed} failed, {skipped} skipped"
