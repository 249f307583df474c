"""System packages that tests and printing need: installed when the user may."""

import os
import shutil
import subprocess
import time

from .place import home, lock
from .process import last_line, run
from .say import SetupError, loud, step

BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
NEEDED = {
    "chromium": (BROWSERS, "tours and other browser tests are skipped"),
    "wkhtmltopdf": (("wkhtmltopdf",), "reports are HTML only, PDF tests are skipped"),
}
AGAIN_AFTER = 24 * 3600


def ensure(*packages):
    """Install the packages that are missing, or say loudly what is left out."""
    missing = [name for name in packages if not is_present(name)]
    if missing and _may_install() and not _tried_today(missing):
        with lock("system"):
            _install(missing)
    for name in missing:
        if not is_present(name):
            loud(f"{name} is not on this machine: {NEEDED[name][1]}.")


def is_present(package):
    """Tell whether one of the package's programs is on the PATH."""
    return any(shutil.which(program) for program in NEEDED[package][0])


def _prefix():
    return [] if os.geteuid() == 0 else ["sudo", "-n"]


def _may_install():
    """Root, or sudo without a password, on a machine with apt."""
    if not shutil.which("apt-get"):
        return False
    if os.geteuid() == 0:
        return True
    if not shutil.which("sudo"):
        return False
    return subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0


def _mark():
    return home() / "system-packages-tried"


def _tried_today(missing):
    """A failed attempt is not repeated at every start."""
    try:
        text = _mark().read_text(encoding="utf-8")
        recent = time.time() - _mark().stat().st_mtime < AGAIN_AFTER
    except OSError:
        return False
    return recent and text == " ".join(missing)


def _install(missing):
    log = home() / "logs" / "apt-system.log"
    apt = [*_prefix(), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    options = ["-o", "DPkg::Lock::Timeout=300", "-y", "--no-install-recommends"]
    label = f"Installing {', '.join(missing)}"
    with step(label, lambda: last_line(log)):
        try:
            run([*apt, "update"], label, log=log)
            run([*apt, *options, "install", *missing], label, log=log)
        except SetupError as error:
            loud(str(error))
            _mark().write_text(" ".join(missing), encoding="utf-8")
