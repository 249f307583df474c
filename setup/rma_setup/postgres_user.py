"""Whom the embedded PostgreSQL runs as: itself refuses to run as root."""

import os
import shutil
import subprocess

from .place import home
from .say import SetupError, loud

NOBODY = 65534
# A user namespace in which root is called otherwise: files stay root's, no permission
# on the machine changes. Containers often forbid it.
NAMESPACE = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
AS_NOBODY = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


def prefix(data):
    """Return the words before a program that runs it as the server's user.

    :param data: the cluster's folder; once it is there, its owner decides
    """
    if os.geteuid() != 0:
        return []
    return AS_NOBODY if _is_nobodys(data) else NAMESPACE


def own(data, path):
    """Give a file or folder to the server's user."""
    if os.geteuid() == 0:
        owner = NOBODY if _is_nobodys(data) else 0
        shutil.chown(path, owner, owner)


def _is_nobodys(data):
    if data.exists():
        return data.stat().st_uid == NOBODY
    if _works(NAMESPACE):
        return False
    if not _works(AS_NOBODY):
        raise SetupError(
            "PostgreSQL does not run as root, and neither unshare nor setpriv"
            " (util-linux) work here; be a normal user, or set PGHOST to a server."
        )
    _open_the_way()
    return True


def _works(words):
    try:
        done = subprocess.run([*words, "true"], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def _open_the_way():
    """Let other users pass through (not read) the folders above ours."""
    closed = [path for path in home().parents if not path.stat().st_mode & 0o001]
    closed += [home()] if not home().stat().st_mode & 0o001 else []
    for path in closed:
        path.chmod(path.stat().st_mode | 0o001)
    if closed:
        names = ", ".join(str(path) for path in closed)
        loud(f"PostgreSQL runs as nobody: others may now pass through {names}.")
