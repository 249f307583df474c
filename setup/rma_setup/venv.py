"""The virtual environment: built without rights, keyed by what goes into it."""

import shutil
import subprocess
import sys

from . import debian
from .place import SETUP, digest, home, is_stamped, need_space, stamp
from .process import last_line, run
from .say import SetupError, step

OLDEST, NEWEST = (3, 10), (3, 13)
REQUIREMENTS = SETUP / "requirements"
LOG = "pip.log"


def interpreter():
    """Return a Python that Odoo 19.0 runs on: this one, or another on the PATH."""
    if OLDEST <= sys.version_info[:2] <= NEWEST and not _in_virtual_environment():
        return sys.executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return sys.executable
    here = ".".join(map(str, sys.version_info[:2]))
    raise SetupError(
        f"Odoo 19.0 runs on Python 3.10 to 3.13 and this is {here}; install one of"
        " them (as python3.13, …) and run it again."
    )


def _in_virtual_environment():
    return sys.prefix != sys.base_prefix


def folder():
    """Return the virtual environment's folder."""
    return home() / "venv"


def python():
    """Return the environment's Python."""
    return folder() / "bin" / "python"


def program(name):
    """Return a program of the environment."""
    return folder() / "bin" / name


def site_packages():
    """Return the environment's package folder."""
    return next((folder() / "lib").glob("python3.*/site-packages"))


def key():
    """Return what the environment is made of, as a short text."""
    names = ("odoo.txt", "oca.txt", "tools.txt")
    return digest(*(REQUIREMENTS / name for name in names))


def is_current():
    """Tell whether the environment is there, works and fits the pins."""
    if not is_stamped(folder(), key()):
        return False
    command = [str(python()), "-c", "import psycopg2"]
    try:
        return not subprocess.run(command, capture_output=True, check=False).returncode
    except OSError:
        return False


def ensure(odoo):
    """Build the environment when it is missing or its pins changed.

    :param odoo: the folder that holds the ``odoo`` package
    """
    if not is_current():
        need_space(2, "Building the virtual environment")
        _build()
        stamp(folder(), key())
    _link(odoo)


def _link(odoo):
    """Put Odoo on the environment's path, behind its own packages."""
    path = site_packages() / "odoo-home.pth"
    lines = f"{odoo}\n"
    if not path.exists() or path.read_text(encoding="utf-8") != lines:
        path.write_text(lines, encoding="utf-8")


def _build():
    """Make it in its own place (scripts name it); the stamp makes it count."""
    log = home() / "logs" / LOG
    shutil.rmtree(folder(), ignore_errors=True)
    log.unlink(missing_ok=True)
    with step("Building the virtual environment", lambda: last_line(log)):
        run(
            [interpreter(), "-m", "venv", "--without-pip", folder()],
            "Building the virtual environment",
        )
        _bring_pip(log)
        _install("odoo.txt", log)
        _install("oca.txt", log, "--no-deps")
        _install("tools.txt", log)


def _bring_pip(log):
    """Install pip: Python's own, or the wheel in Debian's package of it."""
    command = [python(), "-m", "ensurepip", "--upgrade"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode == 0:
        return
    if not debian.is_available():
        raise SetupError(
            "Python's ensurepip is missing here; install the package python3-venv."
        )
    target = home() / "pip-wheel"
    shutil.rmtree(target, ignore_errors=True)
    debian.fetch(["python3-pip-whl/sid"], target)
    wheel = next(target.glob("usr/share/python-wheels/pip-*.whl"))
    command = [python(), wheel / "pip", "install", "--no-index", wheel]
    run(command, "Installing pip", log=log)


def pip_install(what, log, *options):
    """Install packages into the environment with pip's defaults."""
    command = [python(), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--no-input", "--no-warn-script-location", *options, *what]
    run(command, "Installing Python packages", log=log)


def _install(name, log, *options):
    pip_install(["-r", REQUIREMENTS / name], log, *options)
