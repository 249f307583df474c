"""The demo's Odoo server: started in the background, found again, stopped."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import server
from .place import home
from .process import tail
from .say import SetupError, say, step

HOST = "127.0.0.1"
PATIENCE = 180


def _note():
    return home() / "demo-server.json"


def _running():
    """Return (process id, port) of the server, or None when it does not run."""
    try:
        noted = json.loads(_note().read_text(encoding="utf-8"))
        words = Path(f"/proc/{noted['pid']}/cmdline").read_bytes()
    except (OSError, ValueError, KeyError):
        return None
    same = b"odoo" in words and b"rma_demo" in words
    return (noted["pid"], noted["port"]) if same else None


def port_in_use():
    """Return the port that the running demo serves, or None."""
    running = _running()
    return running[1] if running else None


def refuse_taken(port):
    """Say in one sentence that another program has the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise SetupError(
                f"Port {port} is taken by another program ({error.strerror}); say"
                f" --port {port + 1}, or stop that program."
            ) from error


def start(tree, database, port):
    """Have the database served on the port; return when the login page answers."""
    if port_in_use() == port and _answers(port):
        say("==> The server is already running")
        return
    stop()
    log = home() / "logs" / "demo-server.log"
    arguments = ["-d", database, "--db-filter", f"^{database}$", "--no-database-list"]
    arguments += ["--http-port", port, "--max-cron-threads", "1", "--workers", "0"]
    with open(log, "w", encoding="utf-8") as output:
        process = subprocess.Popen(
            server.command(*arguments),
            env=server.environment(tree),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=home(),
        )
    noted = {"pid": process.pid, "port": port}
    _note().write_text(json.dumps(noted), encoding="utf-8")
    with step(f"Starting the server on port {port}"):
        _await(process, port, log)


def _await(process, port, log):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            lines = [line for line in tail(log).splitlines() if line.strip()]
            last = lines[-1] if lines else "no output"
            raise SetupError(f"The server did not start: {last} (see {log})")
        if _answers(port):
            return
        time.sleep(0.5)
    stop()
    raise SetupError(f"The server did not answer in {PATIENCE} s (see {log}).")


def _answers(port):
    """Tell whether the login page comes, whole."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{HOST}:{port}/web/login", timeout=60) as page:
            return page.status == 200
    except (urllib.error.URLError, OSError):
        return False


def stop():
    """Stop the server; tell whether it ran."""
    running = _running()
    if running:
        os.kill(running[0], signal.SIGTERM)
        for _attempt in range(100):
            if not _running():
                break
            time.sleep(0.1)
        else:
            os.kill(running[0], signal.SIGKILL)
    _note().unlink(missing_ok=True)
    return bool(running)
