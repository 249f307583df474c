"""``setup/odoo``: Odoo's own command line in the environment."""

import os
import sys

from . import addons, databases, server
from .place import lock
from .say import SetupError, fail

HELP = """usage: setup/odoo [ODOO ARGUMENTS]

Odoo's own command line in the environment of this repository, for example
  setup/odoo shell -d rma_demo < script.py
  setup/odoo -d rma_demo -u rma_management --stop-after-init
  setup/odoo i18n export -d rma_demo rma_management
and one word of our own:
  setup/odoo newdb NAME [--demo]   a new database NAME with all dependencies
                                   installed (a copy of the template; seconds)
"""


def main(arguments):
    """Build what is missing, then become Odoo."""
    try:
        if arguments[:1] == ["newdb"]:
            return new_database(arguments[1:])
        if not arguments or arguments == ["--help"]:
            print(HELP)
        tree = server.prepare()
    except SetupError as error:
        return fail(error)
    command = server.command(*arguments)
    sys.stdout.flush()
    return os.execve(command[0], command, server.environment(tree))


def new_database(arguments):
    """Make a database with all dependencies as a copy of the template."""
    names = [word for word in arguments if not word.startswith("-")]
    if len(names) != 1 or not names[0].isidentifier():
        raise SetupError("Say setup/odoo newdb NAME [--demo], NAME without dashes.")
    tree = server.prepare()
    with lock():
        template = databases.template(tree, demo="--demo" in arguments)
        databases.copy(template, names[0])
    print(f"{names[0]} is ready: {len(addons.ours())} addons of ours can be installed.")
    return 0
