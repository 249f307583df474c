"""``setup/test``: lint and every test, from copies of the template."""

import argparse
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import addons, databases, lint, node, postgres, server, suites, system
from .place import REPOSITORY, SETUP, lock
from .process import tail
from .report import Result, closing_line, show
from .say import SetupError, fail, say, step

LANES = 2  # Odoo suites at once: as many as the smallest machine has cores


class Plan:
    """What is asked for: Odoo's tags per addon, pytest's paths, lint, wheels."""

    def __init__(self):
        self.tags = {}
        self.pytest = []
        self.lint = []
        self.wheels = []

    def add_addon(self, name):
        """Test and lint one addon."""
        self.tags[name] = [f"/{name}"]
        self.lint.append(folder_of(name))
        if name in addons.ours():
            self.wheels.append(name)

    def add_tag(self, addon, tag):
        """Run some of an addon's tests."""
        if self.tags.get(addon) != [f"/{addon}"]:
            self.tags.setdefault(addon, []).append(tag)


def folder_of(name):
    """Return an addon's folder relative to the repository."""
    return f"tests/{name}" if name in addons.test_only() else name


def everything():
    """Return the plan of a full run."""
    plan = Plan()
    for name in (*addons.ours(), *addons.test_only()):
        plan.add_addon(name)
    plan.lint = []
    candidates = (REPOSITORY / "tests/structure", SETUP / "tests")
    plan.pytest = [path for path in candidates if path.is_dir()]
    return plan


def understand(words):
    """Return the plan for the words of the command line."""
    if not words:
        return everything()
    plan = Plan()
    known = [*addons.ours(), *addons.test_only()]
    for word in words:
        addon, colon, _rest = word.partition(":")
        if addon.strip("/") in known and colon:
            plan.add_tag(addon.strip("/"), f"/{word.strip('/')}")
        elif word.strip("/") in known:
            plan.add_addon(word.strip("/"))
        else:
            _add_path(plan, word, known)
    return plan


def _add_path(plan, word, known):
    path = next((p for p in (Path(word), REPOSITORY / word) if p.exists()), None)
    if path is None:
        raise SetupError(f"{word} is neither an addon nor a path; addons: {known}.")
    path = path.resolve()
    parts = (
        path.relative_to(REPOSITORY).parts if path.is_relative_to(REPOSITORY) else ()
    )
    addon = next((part for part in parts[:2] if part in known), None)
    if addon is None:
        plan.pytest.append(path)
    elif path.suffix == ".py":
        inside = path.relative_to(REPOSITORY / folder_of(addon))
        plan.add_tag(addon, f"/{addon}/{inside}")
    else:
        plan.add_addon(addon)


def arguments_of(words):
    """Return the parsed command line."""
    parser = argparse.ArgumentParser(prog="setup/test", description=__doc__)
    parser.add_argument("what", nargs="*", metavar="ADDON|PATH|ADDON:Class.method")
    parser.add_argument("--lint", action="store_true", help="only lint")
    parser.add_argument("--no-lint", action="store_true", help="no lint")
    parser.add_argument("--fix", action="store_true", help="only lint, and mend")
    parser.add_argument(
        "--stop", action="store_true", help="stop PostgreSQL at the end"
    )
    return parser.parse_args(words)


def main(words):
    """Run what is asked for; 0 only when every suite is good."""
    options = arguments_of(words)
    started = time.monotonic()
    try:
        results = _run(options)
    except SetupError as error:
        fail(error)
        say(closing_line([Result("setup", failed=1)]))
        return 1
    finally:
        if options.stop:
            postgres.stop(only_if_idle=True)
    for result in results:
        say(f"    {result.seconds:6.0f} s  {result.name}")
    say(f"    {time.monotonic() - started:6.0f} s  altogether")
    say(closing_line(results))
    return 1 if any(result.failed for result in results) or not results else 0


def _run(options):
    plan = understand(options.what)
    lint_only = options.lint or options.fix
    tree = server.prepare()
    with_lint = not options.no_lint and (not options.what or plan.lint or lint_only)
    if with_lint or plan.tags:
        with lock():
            node.ensure()
    jobs = []
    if with_lint:
        jobs.append(("lint", lambda note: lint.suite(plan.lint, options.fix)))
    if not lint_only:
        jobs += _test_jobs(tree, plan)
    return _run_jobs(jobs)


def _test_jobs(tree, plan):
    jobs = []
    if plan.pytest:
        jobs.append(("structure", lambda note: suites.pytest_suite(plan.pytest)))
    if plan.tags:
        system.ensure("chromium", "wkhtmltopdf")
        with lock():
            template = databases.template(tree, demo=False)
            databases.forget_abandoned()
        for name, tags in _odoo_suites(plan):
            jobs.append((name, _odoo_job(tree, template, name, tags)))
    if plan.wheels:
        jobs.append(("wheels", lambda note: suites.wheels_suite(plan.wheels)))
    return jobs


def _odoo_suites(plan):
    """Return (name, tags) of Odoo's suites: an addon's browser tests run beside.

    They are the tests that are tagged ``browser``.
    """
    found = []
    for addon, tags in plan.tags.items():
        if tags == [f"/{addon}"] and _has_browser_tests(addon):
            found.append((addon, f"/{addon},-browser"))
            found.append((f"{addon} (browser)", f"browser/{addon}"))
        else:
            found.append((addon, ",".join(tags)))
    return found


def _has_browser_tests(addon):
    tests = REPOSITORY / folder_of(addon) / "tests"
    return any('"browser"' in path.read_text() for path in tests.glob("test_*.py"))


def _odoo_job(tree, template, name, tags):
    return lambda note: suites.odoo_suite(tree, template, name, tags, note)


def _run_jobs(jobs):
    """Run the jobs in lanes, longest kind first; show the results in order."""
    notes = {}

    def guarded(name, job):
        try:
            return job(lambda log: notes.update({name: log}))
        except Exception as error:  # a suite that crashes has failed
            result = Result(name)
            result.add(False, f"{name} broke off", repr(error))
            return result
        finally:
            notes.pop(name, None)

    lanes = min(LANES, os.cpu_count() or 1)
    pool = ThreadPoolExecutor(lanes)
    label = f"Running {len(jobs)} suites: {', '.join(name for name, _job in jobs)}"
    with step(label, lambda: _doing(notes)), pool:
        futures = {name: pool.submit(guarded, name, job) for name, job in _sorted(jobs)}
        results = [futures[name].result() for name, _job in jobs]
    for result in results:
        show(result)
    return results


def _sorted(jobs):
    """Odoo's suites first: the others fill the lane that becomes free."""
    short = ("lint", "structure", "wheels")
    return sorted(jobs, key=lambda job: job[0] in short)


def _doing(notes):
    found = []
    for name, log in list(notes.items()):
        started = re.findall(r": Starting (\w+\.test\w*)", tail(log, 8000))
        found.append(f"{name}: {started[-1] if started else 'installing'}")
    return "; ".join(found)
