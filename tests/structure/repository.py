"""The repository as it is, read without Odoo."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def addon_folders():
    """Return the folders of all addons of this repository."""
    manifests = [*ROOT.glob("*/__manifest__.py"), *ROOT.glob("tests/*/__manifest__.py")]
    return sorted(path.parent for path in manifests)


def manifest_of(folder):
    """Return the manifest of an addon as a dict."""
    return ast.literal_eval((folder / "__manifest__.py").read_text())


def product_addons():
    """Return the folders of the addons that are shipped."""
    return [folder for folder in addon_folders() if folder.parent == ROOT]
