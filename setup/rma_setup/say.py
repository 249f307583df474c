"""What the commands say: steps with progress, loud lines, one sentence on failure."""

import os
import sys
import threading
import time
from contextlib import contextmanager


class SetupError(Exception):
    """A failure that one sentence explains: its cause and its mend."""


def say(text=""):
    """Print one line at once; a reader that left (a closed pipe) is no error."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def loud(text):
    """Print one line that must not be overlooked."""
    say(f"!!! {text}")


def fail(error):
    """Print the error's sentence on stderr and return the exit code 1."""
    print(f"\nerror: {error}", file=sys.stderr, flush=True)
    return 1


class _Ticker(threading.Thread):
    """Shows that a step is alive: in place on a terminal, else every 20 s."""

    def __init__(self, label, detail):
        super().__init__(daemon=True)
        self.label = label
        self.detail = detail
        self.done = threading.Event()
        self.start_time = time.monotonic()

    def run(self):
        """Tick until the step ends."""
        on_terminal = sys.stdout.isatty()
        while not self.done.wait(0.5 if on_terminal else 20):
            text = f"{self.label} {self.seconds():.0f} s  {self.detail()}"
            if on_terminal:
                print(f"\r\033[K{text[:110]}", end="", flush=True)
            else:
                say(f"    … {text}")
        if on_terminal:
            print("\r\033[K", end="", flush=True)

    def seconds(self):
        """Seconds since the step began."""
        return time.monotonic() - self.start_time


@contextmanager
def step(label, detail=lambda: ""):
    """Announce a long step, show progress while it runs, then its duration.

    :param detail: called now and then; returns what the step is doing
    """
    say(f"==> {label}")
    ticker = _Ticker(label, detail)
    ticker.start()
    try:
        yield
    finally:
        ticker.done.set()
        ticker.join()
    say(f"    {ticker.seconds():.1f} s")
