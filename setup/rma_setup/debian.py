"""Debian packages without rights: a private apt state, downloaded and unpacked."""

import os
import re
import shutil
from pathlib import Path

from .place import home
from .process import last_line, run
from .say import SetupError, step

KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)


def os_release():
    """Return what /etc/os-release says, as a dictionary."""
    values = {}
    try:
        text = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        return values
    for line in text.splitlines():
        name, separator, value = line.partition("=")
        if separator:
            values[name] = value.strip().strip("\"'")
    return values


def stable_suite(release=None):
    """Return the machine's own Debian release, or "stable" on testing and sid."""
    release = os_release() if release is None else release
    if release.get("ID") == "debian" and release.get("VERSION_ID"):
        return release.get("VERSION_CODENAME", "stable")
    return "stable"


def _keyring():
    for keyring in KEYRINGS:
        if os.path.exists(keyring):
            return keyring
    return None


def is_available():
    """Tell whether this machine can fetch and check Debian's packages."""
    programs = ("apt-get", "dpkg-deb")
    if os_release().get("ID") != "debian" or not _keyring():
        return False
    return all(shutil.which(program) for program in programs)


def pick_mirror(lines, suite):
    """Return the mirror from apt's list of what an update would fetch.

    The one that serves the machine's release comes first, then any that is not
    for security updates.

    :param lines: ``'<site>/dists/<release>/InRelease' …``, as apt prints them
    """
    pairs = re.findall(r"^'(\S+?)/dists/([^/]+)/InRelease'", "\n".join(lines), re.M)
    own = [site for site, release in pairs if release == suite]
    other = [site for site, _release in pairs if "security" not in site]
    found = own + other
    return found[0] if found else None


def _mirror():
    """The machine's own mirror; works before any list was ever fetched."""
    output = run(
        ["apt-get", "-o", "Debug::NoLocking=1", "update", "--print-uris"],
        "Reading the machine's package sources",
    )
    mirror = pick_mirror(output.splitlines(), stable_suite())
    if not mirror:
        raise SetupError(
            "This machine's apt names no Debian mirror; add one to its sources, or"
            " set ODOO_HOME to an Odoo 19.0."
        )
    return mirror


def _options(state):
    """Return apt's options for a state of our own: no rights, no system change."""
    options = {
        "Dir::Etc::sourcelist": state / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Dir::State": state,
        "Dir::State::Lists": state / "lists",
        "Dir::State::status": state / "status",
        "Dir::Cache": state / "cache",
        "Debug::NoLocking": "1",
        "APT::Default-Release": "",
        "APT::Update::Post-Invoke-Success::": "",
        "Acquire::Languages": "none",
        "Acquire::Retries": "2",
        "Acquire::http::Timeout": "30",
        "Acquire::https::Timeout": "30",
    }
    if os.geteuid() == 0:
        options["APT::Sandbox::User"] = "root"
    return [
        part for name, value in options.items() for part in ("-o", f"{name}={value}")
    ]


def _prepare(state):
    for folder in ("lists/partial", "cache/archives/partial", "debs"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    (state / "status").touch()
    mirror, keyring = _mirror(), _keyring()
    lines = [
        f"deb [signed-by={keyring}] {mirror} {suite} main"
        for suite in dict.fromkeys((stable_suite(), "sid"))
    ]
    (state / "sources.list").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _update(state, log):
    """Read the package lists; apt exits 0 on a failed fetch, so ask it not to."""
    command = ["apt-get", *_options(state), "-o", "APT::Update::Error-Mode=any"]
    run([*command, "update"], "Reading Debian's package lists", log=log)


def fetch(packages, target):
    """Download Debian packages (signatures checked) and unpack them into a folder.

    :param packages: names, each optionally with ``/suite``; ``/stable`` means the
        machine's own release
    """
    state, log = home() / "apt", home() / "logs" / "apt.log"
    names = [name.replace("/stable", f"/{stable_suite()}") for name in packages]
    _prepare(state)
    with step("Reading Debian's package lists", lambda: last_line(log)):
        _update(state, log)
    debs = state / "debs"
    shutil.rmtree(debs)
    debs.mkdir()
    with step(f"Fetching {', '.join(packages)}", lambda: _size(debs)):
        command = ["apt-get", *_options(state), "download", *names]
        run(command, f"Fetching {packages[0]}", log=log, cwd=debs)
    with step(f"Unpacking into {target}"):
        for deb in sorted(debs.glob("*.deb")):
            run(["dpkg-deb", "-x", deb, target], f"Unpacking {deb.name}")
    shutil.rmtree(debs)


def _size(folder):
    total = sum(file.stat().st_size for file in folder.glob("*"))
    return f"{total / 2**20:.0f} MB"
