"""The one folder where everything lives: paths, lock, disk space and stamps."""

import fcntl
import hashlib
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from .say import SetupError, say

REPOSITORY = Path(__file__).resolve().parents[2]
SETUP = REPOSITORY / "setup"


def home():
    """Return the folder of everything built: RMA_HOME, or one in the user's cache."""
    named = os.environ.get("RMA_HOME")
    if named:
        return Path(named).expanduser().resolve()
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(cache).expanduser().resolve() / "rma-odoo"


def prepare_home():
    """Create the folder (and its logs) and return it."""
    place = home()
    try:
        (place / "logs").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"{place} cannot be written ({error.strerror}); set RMA_HOME to a folder"
            " of yours."
        ) from error
    if not os.access(place, os.W_OK):
        raise SetupError(f"{place} is not yours; set RMA_HOME to a folder of yours.")
    return place


def need_space(gigabytes, purpose):
    """Refuse to begin when the disk cannot hold the result."""
    free = shutil.disk_usage(home()).free / 2**30
    if free < gigabytes:
        raise SetupError(
            f"{purpose} needs {gigabytes} GB in {home()} and {free:.1f} GB are free;"
            " free some space or set RMA_HOME to another disk."
        )


@contextmanager
def lock(name="setup"):
    """Let one run at a time change the folder; a killed run leaves no lock."""
    path = prepare_home() / f"{name}.lock"
    with open(path, "a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say(f"==> Waiting for another run that holds {path}")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def digest(*parts):
    """Return a short key of texts, paths' contents and lists."""
    key = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            part = part.read_bytes()
        key.update(part if isinstance(part, bytes) else repr(part).encode())
        key.update(b"\0")
    return key.hexdigest()[:12]


def is_stamped(folder, key):
    """Tell whether the folder was completed with this key."""
    stamp = folder / ".complete"
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == key


def stamp(folder, key):
    """Declare the folder complete: the last act of building it."""
    (folder / ".complete").write_text(key, encoding="utf-8")


@contextmanager
def built_folder(folder):
    """Build a folder beside its place and move it there only when complete."""
    making = folder.with_name(folder.name + ".making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    yield making
    shutil.rmtree(folder, ignore_errors=True)
    making.rename(folder)
