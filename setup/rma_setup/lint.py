"""Lint: Python, XML, JavaScript and translations, each by its own tool."""

import os
import subprocess
import time

from . import addons, node, venv
from .place import REPOSITORY, SETUP
from .report import Result

CONFIG = SETUP / "config"
COMMANDS = ("demo", "test", "odoo", "bench")
PRETTY = (".xml", ".js", ".css", ".scss")
SKIPPED_FOLDERS = {"node_modules", "__pycache__", "lib", "build", "dist", ".git"}


def places(names):
    """Return the folders to lint: of the named addons, or all there is."""
    if names:
        return [REPOSITORY / name for name in names]
    found = [REPOSITORY / name for name in addons.ours()]
    more = (REPOSITORY / "tests", SETUP)
    return found + [place for place in more if place.is_dir()]


def files(folders, suffixes):
    """Return the files below folders that end so, libraries of others left out."""
    found = []
    for folder in folders:
        for parent, children, names in os.walk(folder):
            children[:] = sorted(set(children) - SKIPPED_FOLDERS)
            found += [f"{parent}/{name}" for name in names if name.endswith(suffixes)]
    return sorted(found)


def _is_addon(folder):
    return (folder / "__manifest__.py").is_file()


def _addons(folders):
    nested = [child for folder in folders for child in sorted(folder.glob("*/"))]
    return [folder for folder in (*folders, *nested) if _is_addon(folder)]


def _python(folders, fix):
    commands = [SETUP / name for name in COMMANDS if SETUP in folders]
    places_ = [*folders, *(path for path in commands if path.exists())]
    ruff = [venv.program("ruff"), "--config", CONFIG / "ruff.toml"]
    options = ["--no-cache", *places_]
    mend = ["--fix"] if fix else []
    concise = ["--output-format", "concise"]
    yield "ruff check", [*ruff, "check", *mend, *concise, *options]
    yield "ruff format", [*ruff, "format", *([] if fix else ["--diff", "-q"]), *options]


def _odoo(folders):
    found = _addons(folders)
    if not found:
        return
    pylint = [venv.program("pylint"), "--rcfile", CONFIG / "pylintrc"]
    yield "pylint-odoo", [*pylint, *found]
    hooks = ["--config", CONFIG / "oca_hooks.cfg"]
    yield (
        "oca-checks-odoo-module",
        [venv.program("oca-checks-odoo-module"), *hooks, *found],
    )
    translations = files(found, (".po", ".pot"))
    if translations:
        yield "oca-checks-po", [venv.program("oca-checks-po"), *hooks, *translations]


def _web(folders, fix):
    pretty = files(folders, PRETTY)
    if pretty:
        yield "prettier", node.prettier("--write" if fix else "--check", *pretty)
    scripts = files(folders, (".js",))
    if scripts:
        yield "eslint", node.eslint(*(["--fix"] if fix else []), *scripts)


def suite(names=(), fix=False):
    """Run every linter on the named addons (or all) and return the result.

    :param fix: let the tools mend what they can
    """
    started = time.monotonic()
    result = Result("lint")
    folders = places(names)
    for title, command in [
        *_python(folders, fix),
        *_odoo(folders),
        *_web(folders, fix),
    ]:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=REPOSITORY,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        result.add(done.returncode == 0, title, done.stdout + done.stderr)
    result.seconds = time.monotonic() - started
    return result


def environment():
    """Return the variables that the tools run under."""
    path = f"{venv.folder() / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {**os.environ, "PATH": path, "PYTHONDONTWRITEBYTECODE": "1"} | safe_git()


def safe_git():
    """Return the variables that let git read a clone owned by another user."""
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "safe.directory",
        "GIT_CONFIG_VALUE_0": "*",
    }
