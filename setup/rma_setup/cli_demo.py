"""``setup/demo``: our addons with sample data, served on this machine."""

import argparse
import subprocess

from . import addons, databases, demo_server, postgres, server, system
from .place import SETUP, home, lock
from .say import SetupError, fail, say, step

DATABASE = "rma_demo"
ONCE = "rma_demo_once"
MAIN_JOB = SETUP / "scripts" / "main_job.py"


def arguments_of(words):
    """Return the parsed command line."""
    parser = argparse.ArgumentParser(prog="setup/demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8069, metavar="N")
    parser.add_argument("--reset", action="store_true", help="fresh sample data")
    parser.add_argument("--stop", action="store_true", help="stop the demo")
    parser.add_argument(
        "--once", action="store_true", help="run the main job on a copy, serve nothing"
    )
    return parser.parse_args(words)


def main(words):
    """Serve the demo (or stop it, or run the main job) and return the exit code."""
    options = arguments_of(words)
    try:
        if options.stop:
            return _stop()
        if options.once:
            return once()
        serve(options.port, options.reset)
    except SetupError as error:
        return fail(error)
    return 0


def _stop():
    stopped = demo_server.stop()
    postgres.stop(only_if_idle=True)
    say("The demo is stopped." if stopped else "The demo was not running.")
    return 0


def serve(port, reset):
    """Make the database ready and have it served; print where and for whom."""
    if demo_server.port_in_use() != port:
        demo_server.refuse_taken(port)
    tree = server.prepare()
    system.ensure("wkhtmltopdf")
    with lock():
        _make_ready(tree, reset)
    demo_server.start(tree, DATABASE, port)
    say(f"\nThe demo is at http://127.0.0.1:{port}\n")
    say(f"    {'login':<24}{'password':<16}name")
    for login, name in _logins():
        say(f"    {login:<24}{login:<16}{name}")
    say("\nStop it with ./setup/demo --stop")


def _make_ready(tree, reset):
    """Create the database, or bring it to the addons' present files."""
    names = addons.ours()
    if not names:
        raise SetupError("There is no addon rma_* in this repository yet.")
    wanted = addons.content_key(names)
    if reset or not databases.exists(DATABASE):
        demo_server.stop()
        databases.copy(fresh(tree), DATABASE)
        databases.note(DATABASE, wanted)
    elif databases.noted(DATABASE) != wanted:
        demo_server.stop()
        log = home() / "logs" / "demo-update.log"
        log.unlink(missing_ok=True)
        with step("Updating the demo", lambda: databases.progress(log)):
            present = databases.installed(DATABASE)
            old = [name for name in names if name in present]
            new = [name for name in names if name not in present]
            for modules, update in ((old, True), (new, False)):
                if modules:
                    databases.install(tree, DATABASE, modules, log, True, update)
        databases.note(DATABASE, wanted)


def fresh(tree):
    """Return the untouched demo database of the addons' present files."""
    names = addons.ours()
    name = f"rma_demo_fresh_{addons.content_key(names)}"
    if not databases.exists(name):
        source = databases.template(tree, demo=True)
        log = home() / "logs" / "demo-install.log"
        log.unlink(missing_ok=True)
        label = f"Installing {', '.join(names)} with sample data"
        with step(label, lambda: databases.progress(log)):
            databases.copy(source, f"{name}_making")
            databases.install(tree, f"{name}_making", names, log, demo=True)
            databases.rename(f"{name}_making", name)
        databases.forget_older(name)
    return name


def _logins():
    modules = ", ".join(f"'{name}'" for name in addons.ours())
    return postgres.query(
        "select distinct on (u.login) u.login, p.name from res_users u"
        " join res_partner p on p.id = u.partner_id join ir_model_data d"
        " on d.model = 'res.users' and d.res_id = u.id where u.active"
        f" and (d.module in ({modules}) or d.module = 'base' and d.name in"
        " ('user_admin', 'user_demo', 'demo_user0'))",
        database=DATABASE,
    )


def once():
    """Run the main job on a fresh copy of the demo; 0 when every step held."""
    if not MAIN_JOB.exists():
        raise SetupError(f"{MAIN_JOB} is missing; restore it from the repository.")
    tree = server.prepare()
    with lock():
        if not addons.ours():
            raise SetupError("There is no addon rma_* in this repository yet.")
        databases.copy(fresh(tree), ONCE)
    log = home() / "logs" / "demo-once.log"
    log.unlink(missing_ok=True)
    command = server.command("shell", "-d", ONCE, "--no-http", "--logfile", log)
    say("==> Running the main job")
    with open(MAIN_JOB, encoding="utf-8") as script:
        done = subprocess.run(
            command, stdin=script, env=server.environment(tree), check=False
        )
    if done.returncode:
        raise SetupError(f"The main job did not hold; its log is {log}.")
    return 0
