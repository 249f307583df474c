"""``setup/bench``: queries and milliseconds per unit, three ways, in one run."""

import argparse
import os
import subprocess

from . import addons, databases, server, venv
from .place import SETUP, built_folder, digest, home, is_stamped, lock, stamp
from .process import last_line
from .say import SetupError, fail, loud, say, step

SCRIPT = SETUP / "scripts" / "bench.py"
PINS = SETUP / "requirements" / "bench.txt"
PEER = ("rma", "rma_sale", "rma_delivery")


def arguments_of(words):
    """Return the parsed command line."""
    parser = argparse.ArgumentParser(prog="setup/bench", description=__doc__)
    parser.add_argument("--units", type=int, default=60, help="units one by one")
    parser.add_argument("--batch", type=int, default=200, help="units in one claim")
    parser.add_argument(
        "--without-ours", action="store_true", help="floor and OCA only"
    )
    return parser.parse_args(words)


def main(words):
    """Measure and print; the exit code tells only whether it could be measured."""
    options = arguments_of(words)
    database = f"test_bench_{os.getpid()}"
    try:
        tree = server.prepare()
        with lock():
            folder = peer_folder()
            source = databases.template(
                tree, False, extra=PEER, extra_addons=[folder], prefix="tpl_bench"
            )
            databases.copy(source, database)
        try:
            return _measure(tree, folder, database, options)
        finally:
            databases.drop(database)
    except SetupError as error:
        return fail(error)


def peer_folder():
    """Return the addons folder of the peer, apart from everything the tests see."""
    place = home() / "bench-addons"
    wanted = digest(PINS)
    if not is_stamped(place, wanted):
        log = home() / "logs" / "pip-bench.log"
        with (
            step("Fetching OCA rma", lambda: last_line(log)),
            built_folder(place) as making,
        ):
            venv.pip_install(
                ["-r", PINS], log, "--no-deps", "--target", making, "--no-compile"
            )
            stamp(making, wanted)
    return place / "odoo" / "addons"


def _measure(tree, folder, database, options):
    names = [] if options.without_ours else addons.ours()
    if names:
        log = home() / "logs" / "bench-install.log"
        log.unlink(missing_ok=True)
        with step(f"Installing {', '.join(names)}", lambda: databases.progress(log)):
            databases.install(tree, database, names, log, extra_addons=[folder])
    else:
        loud("Our addons are left out: only the floor and OCA rma are measured.")
    env = server.environment(tree, [folder])
    env |= {
        "BENCH_UNITS": str(options.units),
        "BENCH_BATCH": str(options.batch),
        "BENCH_OURS": ",".join(names),
    }
    log = home() / "logs" / "bench.log"
    command = server.command("shell", "-d", database, "--no-http", "--logfile", log)
    say("==> Measuring")
    with open(SCRIPT, encoding="utf-8") as script:
        done = subprocess.run(command, stdin=script, env=env, check=False)
    if done.returncode:
        raise SetupError(f"The measurement broke off (see {log}).")
    return 0
