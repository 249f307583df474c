"""Running other programs: with a log file, a time limit and a readable failure."""

import ctypes
import os
import re
import signal
import subprocess

from .say import SetupError

NETWORK = re.compile(
    r"Temporary failure (in name resolution|resolving)|Could not resolve"
    r"|Failed to establish a new|Some index files failed to download|Failed to fetch"
    r"|Name or service not known|Network is unreachable|Connection refused"
    r"|Connection timed out|Could not connect|ENOTFOUND|EAI_AGAIN|ECONNREFUSED"
    r"|ProxyError|Unable to connect|Cannot initiate the connection|Read timed out",
    re.IGNORECASE,
)
CERTIFICATE = re.compile(
    r"SELF_SIGNED_CERT|CERTIFICATE_VERIFY_FAILED|UNABLE_TO_GET_ISSUER"
    r"|certificate verify"
)
ERROR = re.compile(r"(ERROR|error|fatal|FATAL|E)\b.*:|.*\w+(Error|Exception): ")
NO_SPACE = re.compile(r"No space left on device|ENOSPC|Disk quota exceeded")

LIBC = ctypes.CDLL(None)  # loaded here: a child may only call


def explain(output, what):
    """Return the sentence for a failed program, from what it printed."""
    if NO_SPACE.search(output):
        return f"{what}: the disk is full; free some space, then run it again."
    if NETWORK.search(output) and "connection to server" not in output:
        return (
            f"{what}: the network (package registry) cannot be reached; connect or"
            " set the proxy variables, then run it again."
        )
    if CERTIFICATE.search(output):
        return (
            f"{what}: the registry's certificate is not trusted here; install your"
            " network's certificate authority, then run it again."
        )
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if ERROR.match(line)]
    return f"{what} failed: {(errors or lines or ['no output'])[-1]}"


def die_with_parent():
    """In a child: end when the run that started it is killed (Linux)."""
    if hasattr(LIBC, "prctl"):
        LIBC.prctl(1, signal.SIGKILL)


def run(command, what, log=None, env=None, **options):
    """Run a program to its end; raise SetupError with a sentence when it fails.

    :param what: what it does, for the sentence
    :param log: file that receives its output; without it the output is returned
    """
    options.setdefault("stdin", subprocess.DEVNULL)
    env = {**os.environ, "LC_ALL": "C.UTF-8", **(env or {})}
    try:
        done = subprocess.run(
            [str(part) for part in command],
            env=env,
            text=True,
            errors="replace",
            preexec_fn=die_with_parent,
            stdout=open_log(log),
            stderr=subprocess.STDOUT,
            **options,
        )
    except FileNotFoundError as error:
        name = os.path.basename(str(command[0]))
        raise SetupError(f"{what}: the program {name} is missing here.") from error
    output = tail(log) if log else done.stdout
    if done.returncode:
        hint = f" (see {log})" if log else ""
        raise SetupError(explain(output, what) + hint)
    return output


def open_log(log):
    """Open a log for appending, or return the pipe when there is none."""
    if log is None:
        return subprocess.PIPE
    log.parent.mkdir(parents=True, exist_ok=True)
    return open(log, "a", encoding="utf-8")


def tail(log, size=4000):
    """Return the last characters of a log, or nothing when there is none."""
    try:
        with open(log, "rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - size))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""


def last_line(log, width=70):
    """Return the last line of a log, shortened: what the program is doing."""
    lines = tail(log).strip().splitlines()
    return lines[-1].strip()[-width:] if lines else ""
