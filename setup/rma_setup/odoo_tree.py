"""Odoo 19.0 itself: the one that is named, or Debian's package unpacked."""

import os
import re
from pathlib import Path

from . import debian
from .place import built_folder, digest, home, is_stamped, need_space, stamp
from .say import SetupError, loud

RELEASE = "19.0"
FETCHED = (
    "odoo-19/sid",
    "fonts-font-awesome/stable",  # 4.7: unstable's 7.x lacks the linked files
    "fonts-inconsolata/stable",
    "libjs-jquery/sid",
    "libjs-jquery-form/sid",
    "libjs-underscore/sid",
    "fonts-montserrat/sid",
    "fonts-roboto-unhinted/sid",
    "fonts-ocr-b/sid",
    "fonts-glyphicons-halflings/sid",
    "fonts-dejavu-core/sid",
)
# Left out of Debian's package for its licence; an absent file breaks the bundle.
ABSENT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
PACKAGES = Path("usr/lib/python3/dist-packages")


def root():
    """Return the folder that holds the ``odoo`` package, fetching it when needed."""
    named = os.environ.get("ODOO_HOME")
    if named:
        found = check(Path(named).expanduser().resolve(), "ODOO_HOME")
        broken = dangling(found / "odoo/addons/web/static")
        if broken:
            loud(f"ODOO_HOME lacks {len(broken)} linked files: pages will fail.")
        return found
    tree = home() / "odoo-tree"
    key = digest(FETCHED, RELEASE)
    if not is_stamped(tree, key):
        _fetch(tree, key)
    return check(tree / PACKAGES, "Debian's package")


def check(folder, origin):
    """Return the folder of an Odoo 19.0, or say what is wrong with the one named."""
    for candidate in (folder, folder / PACKAGES, folder / "lib/python3/dist-packages"):
        release = candidate / "odoo" / "release.py"
        if not release.is_file():
            continue
        found = _release_of(release.read_text(encoding="utf-8"))
        if found != RELEASE:
            raise SetupError(
                f"{origin} holds Odoo {found} in {candidate}; name an Odoo {RELEASE}."
            )
        return candidate
    raise SetupError(
        f"{origin} names {folder}, which holds no odoo/release.py; set ODOO_HOME to"
        f" the folder of an Odoo {RELEASE} (checkout, package or dist-packages)."
    )


def _release_of(text):
    match = re.search(r"version_info\s*=\s*\(\s*['\"]?([\w~]+)['\"]?\s*,\s*(\d+)", text)
    return f"{match[1]}.{match[2]}" if match else "of an unknown release"


def addons_folders(tree):
    """Return the folders with Odoo's own addons (two in a source checkout)."""
    return [
        folder for folder in (tree / "addons", tree / "odoo/addons") if folder.is_dir()
    ]


def _fetch(tree, key):
    if not debian.is_available():
        raise SetupError(
            "Odoo comes from Debian's archive, which this machine's apt does not use;"
            f" set ODOO_HOME to the folder of an Odoo {RELEASE}."
        )
    need_space(3, "Fetching Odoo")
    with built_folder(tree) as making:
        debian.fetch(FETCHED, making)
        repair(making)
        check(making / PACKAGES, "Debian's package")
        stamp(making, key)


def repair(tree):
    """Give Debian's unpacked tree the files that it links to or leaves out."""
    absent = tree / PACKAGES / "odoo/addons" / ABSENT
    if not absent.exists():
        absent.parent.mkdir(parents=True, exist_ok=True)
        absent.touch()
    broken = dangling(tree / PACKAGES)
    for link in broken:
        if link.suffix not in (".ttf", ".otf", ".woff", ".woff2", ".eot", ".svg"):
            raise SetupError(
                f"Debian's Odoo misses what {link} leads to; set ODOO_HOME to another."
            )
        link.unlink()
        link.touch()
    if broken:
        loud(f"{len(broken)} fonts of Odoo are missing (first: {broken[0].name}).")


def dangling(folder):
    """Return the links below a folder that lead nowhere."""
    found = []
    for parent, folders, files in os.walk(folder):
        paths = (Path(parent, name) for name in (*folders, *files))
        found += [path for path in paths if path.is_symlink() and not path.exists()]
    return found
