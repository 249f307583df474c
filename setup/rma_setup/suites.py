"""The suites: Odoo's tests of one addon, pytest, and the wheels."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from . import addons, databases, lint, odoolog, server, venv
from .place import REPOSITORY, SETUP, home
from .process import die_with_parent, run
from .report import Result, shorten
from .say import SetupError

LONGEST = 40 * 60
PYTEST_COUNT = re.compile(r"(\d+) (passed|failed|skipped|errors?|xfailed|xpassed)\b")


def free_port():
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def odoo_suite(tree, template, name, tags, note):
    """Install one addon on a copy of the template and run its tests.

    :param name: the addon, or the addon and which of its tests: ``addon (browser)``
    :param tags: Odoo's --test-tags
    :param note: called with the test that starts
    """
    started = time.monotonic()
    addon = name.split()[0]
    slug = re.sub(r"\W+", "_", name).strip("_")
    database = f"test_{slug}_{os.getpid()}"
    log = home() / "logs" / f"test-{slug}.log"
    result = Result(name, log=log)
    try:
        databases.copy(template, database)
        code = _run_odoo(tree, database, addon, tags, log, note)
        with open(log, encoding="utf-8", errors="replace") as file:
            _judge(result, odoolog.read(file), code, log)
    except SetupError as error:
        result.add(False, f"{name} could not run", str(error))
    finally:
        databases.drop(database)
    result.seconds = time.monotonic() - started
    return result


def _run_odoo(tree, database, addon, tags, log, note):
    arguments = ["-d", database, "-i", addon, "--test-tags", tags, "--stop-after-init"]
    arguments += ["--http-port", free_port(), "--gevent-port", free_port()]
    arguments += ["--max-cron-threads", "0", "--logfile", "", "--log-level", "info"]
    env = server.environment(tree)
    with open(log, "w", encoding="utf-8") as output:
        process = subprocess.Popen(
            server.command(*arguments),
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=home(),
            preexec_fn=die_with_parent,
        )
        try:
            return _await(process, log, note)
        finally:
            process.kill()
            process.wait()


def _await(process, log, note):
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        try:
            return process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            note(log)
    raise SetupError(f"it took more than {LONGEST // 60} minutes and was ended")


def _judge(result, outcome, code, log):
    """Count an outcome: tests, then the log's warnings, then a crash."""
    result.passed, result.skipped = outcome.passed, len(outcome.skipped)
    for name, good in outcome.invariants():
        state = "skipped" if name in outcome.skipped else "ok" if good else "FAILED"
        result.lines.append(f"{name}: {state}")
    for name, reason in outcome.skipped.items():
        result.lines.append(f"skipped {name}: {reason}")
    for name, text in outcome.broken.items():
        result.add(False, name, text)
    if not outcome.broken:
        done = run_checklog(log)
        if done.returncode:
            output = done.stdout + done.stderr
            result.add(False, "warnings or errors in the log", output)
        elif code:
            result.add(False, f"Odoo ended with code {code}", tail_of(log))
        elif not outcome.started:
            result.add(False, "no test was executed")


def run_checklog(log):
    """Check a log for records above INFO, known foreign ones aside."""
    config = SETUP / "config" / "checklog.cfg"
    command = [venv.program("checklog-odoo"), "--no-echo", "--config", config, log]
    options = {"capture_output": True, "text": True, "check": False}
    return subprocess.run([str(part) for part in command], **options)


def tail_of(log):
    """Return a log's last lines."""
    text = Path(log).read_text(encoding="utf-8", errors="replace")
    return "\n".join(text.splitlines()[-40:])


def count_pytest(output):
    """Return (passed, failed, skipped) from pytest's last line."""
    lines = [line for line in output.splitlines() if PYTEST_COUNT.search(line)]
    found = {}
    for number, word in PYTEST_COUNT.findall(lines[-1] if lines else ""):
        found[word.rstrip("s") if word.startswith("error") else word] = int(number)

    def count(*words):
        return sum(found.get(word, 0) for word in words)

    return count("passed"), count("failed", "error"), count("skipped", "xfailed")


def pytest_suite(paths):
    """Run pytest on paths and return the result."""
    started = time.monotonic()
    result = Result("structure")
    command = [venv.python(), "-m", "pytest", "-q", "-p", "no:cacheprovider", *paths]
    done = subprocess.run(
        [str(part) for part in command],
        cwd=REPOSITORY,
        env=lint.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    result.passed, result.failed, result.skipped = count_pytest(done.stdout)
    if done.returncode:
        result.failed = result.failed or 1
        result.lines += shorten(done.stdout + done.stderr, 300)
    result.seconds = time.monotonic() - started
    return result


def wheels_suite(names):
    """Build each addon as a wheel, from a copy, and check what is in it."""
    started = time.monotonic()
    result = Result("wheels")
    for name in names:
        with tempfile.TemporaryDirectory() as place:
            try:
                output = _build_wheel(name, Path(place))
                result.add(not output, f"wheel of {name}", output)
            except SetupError as error:
                result.add(False, f"wheel of {name}", str(error))
    result.seconds = time.monotonic() - started
    return result


def _build_wheel(name, place):
    """Build in a copy: nothing is left in the repository. Return what is wrong."""
    ignored = shutil.ignore_patterns("__pycache__", "build", "dist", "*.egg-info")
    shutil.copytree(REPOSITORY / name, place / name, ignore=ignored)
    command = [venv.python(), "-m", "build", "--wheel", "--no-isolation"]
    env = {"WHOOL_POST_VERSION_STRATEGY_OVERRIDE": "none", **lint.safe_git()}
    command += ["--outdir", place / "dist", place / name]
    run(command, f"Building the wheel of {name}", env=env)
    version = addons.read_manifest(REPOSITORY / name)["version"]
    wheel = place / "dist" / f"odoo_addon_{name}-{version}-py3-none-any.whl"
    if not wheel.exists():
        got = [path.name for path in wheel.parent.iterdir()]
        return f"expected {wheel.name}, got {got}"
    return ""
