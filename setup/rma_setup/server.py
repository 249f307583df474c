"""Odoo's own command line in our environment: its variables and its arguments."""

import os

from . import addons, node, odoo_tree, postgres, venv
from .place import home, lock, prepare_home


def prepare():
    """Make Odoo, the environment and PostgreSQL ready; return Odoo's folder."""
    prepare_home()
    venv.interpreter()
    with lock():
        tree = odoo_tree.root()
        if not venv.is_current():
            postgres.stop()  # its programs are in the environment
        venv.ensure(tree)
        postgres.ensure()
    return tree


def environment(tree, extra_addons=()):
    """Return the variables under which any Odoo command finds everything.

    Odoo reads each option from its ODOO_… variable; the command line wins.

    :param extra_addons: addons folders beyond the usual ones
    """
    path = [*addons.folders(tree), *extra_addons]
    own = {
        "ODOO_RC": str(home() / "odoo.conf"),
        "ODOO_ADDONS_PATH": ",".join(str(folder) for folder in path),
        "ODOO_DATA_DIR": str(home() / "data"),
        "ODOO_SKIP_AUTO_INSTALL": "True",
        "ODOO_HTTP_INTERFACE": "127.0.0.1",
        "RMA_AXE": str(node.axe()),
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    env = {**os.environ, **own, **postgres.environment()}
    env["PATH"] = f"{venv.folder() / 'bin'}{os.pathsep}{env['PATH']}"
    conf = home() / "odoo.conf"
    if not conf.exists():
        conf.write_text("[options]\n", encoding="utf-8")
    return env


def command(*arguments):
    """Return the command that runs Odoo with arguments."""
    return [str(venv.python()), "-m", "odoo", *map(str, arguments)]
