"""Addons: finding ours, reading manifests, closing over dependencies, hashing."""

import ast
import hashlib
from pathlib import Path

from . import odoo_tree, venv
from .place import REPOSITORY
from .say import SetupError

TEST_ADDONS = REPOSITORY / "tests"
# What a native installation would add by itself but calls out over the network.
UNWANTED = frozenset({"iap", "partner_autocomplete", "google_recaptcha"})
# Known before the addons are: so that the first template already fits them.
BASE_DEPENDS = (
    "helpdesk_mgmt",
    "contract",
    "product_warranty",
    "sale_stock",
    "repair",
    "stock_account",
    "purchase_stock",
    "portal",
    "rating",
    "barcodes",
)


def read_manifest(folder):
    """Return an addon's manifest; one sentence when it cannot be read."""
    path = Path(folder) / "__manifest__.py"
    try:
        return ast.literal_eval(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as error:
        raise SetupError(f"{path} is not a plain dictionary: {error}") from error


def ours():
    """Return the names of our addons, a dependency before what needs it."""
    found = sorted(path.parent for path in REPOSITORY.glob("rma_*/__manifest__.py"))
    depends = {place.name: read_manifest(place).get("depends", []) for place in found}
    ordered = []

    def visit(name):
        for other in depends[name]:
            if other in depends and other not in ordered:
                visit(other)
        if name not in ordered:
            ordered.append(name)

    for name in depends:
        visit(name)
    return ordered


def test_only():
    """Return the names of the test-only addons below tests/."""
    return sorted(path.parent.name for path in TEST_ADDONS.glob("*/__manifest__.py"))


def folders(tree):
    """Return the addons path: ours, the test-only ones, then Odoo's."""
    found = [REPOSITORY] if ours() else []
    if test_only():
        found.append(TEST_ADDONS)
    return [*found, *foreign_folders(tree)]


def foreign_folders(tree):
    """Return the addons folders that are not ours: Odoo's and OCA's."""
    return [*odoo_tree.addons_folders(tree), venv.site_packages() / "odoo/addons"]


def manifests(tree, extra=()):
    """Return every addon that is not ours by name, with its manifest."""
    found = {}
    for place in (*foreign_folders(tree), *extra):
        for path in place.glob("*/__manifest__.py"):
            found.setdefault(path.parent.name, read_manifest(path.parent))
    return found


def depended():
    """Return the addons that a template has, sorted: what the first of ours needs.

    What a later one needs besides is installed with it: so that each is tested on
    what it names, and no addon leans on the dependencies of another.
    """
    own = [*ours(), *test_only()]
    places = [REPOSITORY / name for name in ours()]
    places += [TEST_ADDONS / name for name in test_only()]
    named = set(BASE_DEPENDS)
    for place in places:
        depends = read_manifest(place).get("depends", [])
        if not set(depends) & set(own):
            named.update(depends)
    return sorted(named - set(own))


def close(wanted, known):
    """Return the modules to install, as Odoo would choose them, less the unwanted.

    The wanted ones, all they depend on, and all that installs itself once what it
    waits for is there (never for one country, never what calls out).

    :param wanted: names of addons
    :param known: manifests by name
    :raise SetupError: an addon that is named is not there
    """
    chosen = set()
    waiting = ["base", *wanted]
    while waiting:
        while waiting:
            _choose(waiting.pop(), chosen, known, waiting)
        waiting = [name for name in known if _installs_itself(name, chosen, known)]
    return sorted(chosen)


def _choose(name, chosen, known, waiting):
    if name in chosen:
        return
    if name not in known:
        raise SetupError(f"The addon {name} is needed and is not on the addons path.")
    chosen.add(name)
    waiting.extend(known[name].get("depends") or ())


def _needs_unwanted(name, known, seen=()):
    depends = set(known.get(name, {}).get("depends") or ())
    return bool(
        name in UNWANTED
        or depends & UNWANTED
        or any(
            _needs_unwanted(other, known, (*seen, name))
            for other in depends - set(seen)
            if other != "base"
        )
    )


def _installs_itself(name, chosen, known):
    manifest = known[name]
    auto = manifest.get("auto_install")
    if not auto or name in chosen or not manifest.get("installable", True):
        return False
    if manifest.get("countries"):
        return False
    triggers = manifest.get("depends") if auto is True else auto
    return set(triggers or ()) <= chosen and not _needs_unwanted(name, known)


def content_key(names):
    """Return a short key of all files of our addons: it changes when one does."""
    key = hashlib.sha256()
    for name in names:
        for path in sorted((REPOSITORY / name).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                key.update(str(path.relative_to(REPOSITORY)).encode())
                key.update(path.read_bytes())
    return key.hexdigest()[:12]
