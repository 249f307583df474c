"""Manifests: what they say is there, and nothing is there that they do not say."""

import pytest
from repository import addon_folders, manifest_of

#: Courier and stand-by meet in hooks of rma_management only (design §1).
FORBIDDEN_DEPENDENCIES = {
    "rma_management": {"rma_courier", "rma_standby", "stock_delivery", "website"},
    "rma_courier": {"rma_standby"},
    "rma_standby": {"rma_courier"},
}
REQUIRED_DEPENDENCIES = {
    "rma_management": {
        "helpdesk_mgmt",
        "contract",
        "product_warranty",
        "sale_stock",
        "repair",
        "stock_account",
        "purchase_stock",
        "portal",
        "rating",
    },
    "rma_courier": {"rma_management", "stock_delivery"},
    "rma_standby": {"rma_management"},
}


def test_there_are_addons():
    assert "rma_management" in {folder.name for folder in addon_folders()}


def test_version_and_licence(addon):
    manifest = manifest_of(addon)
    assert manifest["version"].startswith("19.0.")
    assert manifest["license"] == "AGPL-3"


def test_files_exist(addon):
    manifest = manifest_of(addon)
    names = [*manifest.get("data", []), *manifest.get("demo", [])]
    missing = [name for name in names if not (addon / name).is_file()]
    assert not missing, f"{addon.name} lists files that are not there: {missing}"


def test_files_are_listed(addon):
    manifest = manifest_of(addon)
    listed = {*manifest.get("data", []), *manifest.get("demo", [])}
    folders = ("data", "demo", "report", "security", "views", "wizards")
    found = {
        path.relative_to(addon).as_posix()
        for folder in folders
        for pattern in ("*.xml", "*.csv")
        for path in (addon / folder).glob(pattern)
    }
    assert found <= listed, f"{addon.name} does not load {sorted(found - listed)}"


def test_dependencies(product_addon):
    depends = set(manifest_of(product_addon)["depends"])
    assert REQUIRED_DEPENDENCIES.get(product_addon.name, set()) <= depends
    assert not depends & FORBIDDEN_DEPENDENCIES.get(product_addon.name, set())


@pytest.mark.parametrize("name", ["DESCRIPTION.md", "CONFIGURE.md", "USAGE.md"])
def test_readme_fragments(product_addon, name):
    fragment = product_addon / "readme" / name
    assert fragment.is_file() and fragment.read_text().strip()
