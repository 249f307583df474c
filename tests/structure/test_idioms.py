"""Idioms that Odoo 19 no longer has, and words that do not belong in a repository."""

import re
import subprocess

import pytest
from repository import ROOT

#: pattern → what to write instead (Python)
OLD_PYTHON = {
    r"^\s*_sql_constraints\s*=": "models.Constraint",
    r"\bname_get\b": "_compute_display_name",
    r"\bgroup_operator=": "aggregator=",
    r"\bauto_join=": "bypass_search_access=",
    r"\bself\._(cr|uid|context)\b": "self.env.cr / .uid / .context",
    r"from odoo\.osv": "odoo.fields.Domain",
    r"\bgroups_id\b": "group_ids",
    r"Product Unit of Measure": '"Product Unit"',
    r"procurement\.group\b": "stock.reference",
    r"\btoggle_active\(": "action_archive() / action_unarchive()",
    r"type=[\"']json[\"']": 'type="jsonrpc"',
}
#: pattern → what to write instead (XML)
OLD_XML = {
    r"<tree\b": "<list>",
    r"\battrs=": "invisible= / readonly= / required=",
    r"\bstates=": "invisible=",
    r"\bt-(esc|raw)=": "t-out=",
    r"t-name=[\"']kanban-box[\"']": 't-name="card"',
    r"oe_chatter": "<chatter/>",
    r"\bgroups_id\b": "group_ids",
    r"numbercall|doall": "nothing: gone",
}
UNWANTED_WORDS = r"(?<!\w)(/work/|/farm/|/root/|/home/\w)|\b(TODO|FIXME|XXX)\b"


def tracked(*patterns):
    """Return the tracked or new files of the repository that match *patterns*."""
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def hits(paths, pattern):
    """Return file:line of every line that matches *pattern*."""
    regex = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if regex.search(line)
    ]


@pytest.mark.parametrize("pattern", OLD_PYTHON)
def test_old_python(pattern):
    found = hits(tracked("rma_*/*.py", "tests/test_*/*.py"), pattern)
    assert not found, f"Odoo 19 has {OLD_PYTHON[pattern]} instead: {found}"


@pytest.mark.parametrize("pattern", OLD_XML)
def test_old_xml(pattern):
    found = hits(tracked("rma_*/*.xml"), pattern)
    assert not found, f"Odoo 19 has {OLD_XML[pattern]} instead: {found}"


def test_no_machine_paths_or_unfinished_work():
    paths = [
        path
        for path in tracked("*.py", "*.xml", "*.md", "*.js", "setup/*", ".ci/*")
        if path.name != "test_idioms.py" and path.suffix != ".lock"
    ]
    found = hits(paths, UNWANTED_WORDS)
    assert not found, f"Paths of a machine or unfinished work: {found}"


def test_sudo_has_a_reason():
    """Every sudo() says why: on its line or on one of the three lines above."""
    silent = []
    for path in tracked("rma_*/*.py"):
        if "tests" in path.parts or path.name.startswith("rma_demo"):
            continue
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines):
            if ".sudo()" in line:
                context = "\n".join(lines[max(0, number - 6) : number + 1])
                if "sudo:" not in context:
                    silent.append(f"{path.relative_to(ROOT)}:{number + 1}")
    assert not silent, f"sudo() without its reason: {silent}"
