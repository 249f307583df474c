"""Databases: templates of the dependencies, made once, and copies of them."""

import os
import re
import shutil
from pathlib import Path

from . import addons, postgres, server
from .place import SETUP, digest, home, need_space
from .process import run, tail
from .say import step

LOADING = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")


def exists(name):
    """Tell whether the database is there."""
    return bool(postgres.query(f"select 1 from pg_database where datname = '{name}'"))


def drop(name):
    """Remove a database and its files, with whoever is connected to it."""
    what = f"Removing the database {name}"
    postgres.run_client("dropdb", "--if-exists", "--force", name, what=what)
    shutil.rmtree(_files(name), ignore_errors=True)


def copy(source, name):
    """Make a database anew as a copy of another one, files included."""
    drop(name)
    need_space(0.5, f"Copying the database {source}")
    _copy_files(source, name)
    what = f"Copying the database {source}"
    postgres.run_client("createdb", "-T", source, name, what=what)
    _refresh_identity(name)


def rename(source, name):
    """Give a complete database its final name: the last act of building it."""
    shutil.rmtree(_files(name), ignore_errors=True)
    _copy_files(source, name)
    postgres.query(f'alter database "{source}" rename to "{name}"')
    shutil.rmtree(_files(source), ignore_errors=True)


def template(tree, demo, extra=(), extra_addons=(), prefix="tpl_deps"):
    """Return the template with all dependencies, making it when it is missing.

    :param demo: with demo data
    :param extra: further addons to install
    :param extra_addons: the folders to find them in
    """
    known = addons.manifests(tree, extra_addons)
    modules = addons.close([*addons.depended(), *extra], known)
    name = f"{prefix}{'_demo' if demo else ''}_{_key(tree, modules, known)}"
    if not exists(name):
        _make(tree, name, modules, demo, extra_addons)
        forget_older(name)
    return name


def _key(tree, modules, known):
    pins = [SETUP / "requirements" / file for file in ("odoo.txt", "oca.txt")]
    versions = [(module, known[module].get("version")) for module in modules]
    release = tree / "odoo" / "release.py"
    return digest(release, *pins, versions)


def _make(tree, name, modules, demo, extra_addons):
    making = f"{name}_making"
    log = home() / "logs" / f"{name}.log"
    log.unlink(missing_ok=True)
    drop(making)
    need_space(1, "Preparing a template database")
    label = f"Preparing a database with {len(modules)} modules"
    with step(label + (" and demo data" if demo else ""), lambda: progress(log)):
        install(tree, making, modules, log, demo=demo, extra_addons=extra_addons)
        rename(making, name)


def install(tree, database, modules, log, demo=False, update=False, extra_addons=()):
    """Install (or update) modules in a database, to the end, or raise."""
    arguments = ["-d", database, "-u" if update else "-i", ",".join(modules)]
    arguments += ["--with-demo"] if demo else []
    arguments += ["--stop-after-init", "--no-http", "--max-cron-threads=0"]
    env = server.environment(tree, extra_addons)
    run(server.command(*arguments), f"Installing into {database}", log=log, env=env)


def progress(log):
    """Return what an installation is doing, from its log."""
    found = LOADING.findall(tail(log, 20000))
    return " ".join((found[-1][0], "/".join(found[-1][1:]))) if found else ""


def forget_older(name, keep=3):
    """Remove the templates of the same kind but the newest few.

    More than one is kept because clones of the repository may share the place.
    """
    kind = re.sub(r"_[0-9a-f]{12}$", "", name)
    rows = postgres.query(
        f"select datname from pg_database where datname ~ '^{kind}_[0-9a-f]{{12}}$'"
        f" order by oid desc offset {keep}"
    )
    for (other,) in rows:
        drop(other)


def note(name, text):
    """Keep a short text with the database."""
    postgres.query(f"comment on database \"{name}\" is '{text}'")


def noted(name):
    """Return the text that was kept with the database, or nothing."""
    rows = postgres.query(
        "select shobj_description(oid, 'pg_database') from pg_database"
        f" where datname = '{name}'"
    )
    return rows[0][0] if rows else ""


def installed(name):
    """Return the names of the modules installed in a database."""
    statement = "select name from ir_module_module where state = 'installed'"
    return {row[0] for row in postgres.query(statement, database=name)}


def forget_abandoned():
    """Remove the test databases of runs that were killed: nobody is connected."""
    rows = postgres.query(
        "select datname from pg_database d where datname ~ '^test_.*_[0-9]+$' and not"
        " exists (select 1 from pg_stat_activity a where a.datname = d.datname)"
    )
    for (name,) in rows:
        if not Path(f"/proc/{name.rsplit('_', 1)[1]}").exists():
            drop(name)


def _refresh_identity(name):
    """A copy is a database of its own: new secret, new identity."""
    postgres.query(
        "update ir_config_parameter set value = gen_random_uuid()::text"
        " where key in ('database.uuid', 'database.secret')",
        database=name,
    )


def _files(name):
    return home() / "data" / "filestore" / name


def _copy_files(source, name):
    target = _files(name)
    shutil.rmtree(target, ignore_errors=True)
    if _files(source).is_dir():
        shutil.copytree(_files(source), target, copy_function=_link_or_copy)


def _link_or_copy(source, target):
    """The filestore is addressed by content and never rewritten: share it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
