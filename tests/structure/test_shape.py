"""The shape of the house: the trio of every action, small files, no silent files."""

import ast

from repository import ROOT

#: The public actions of the design (§2) and where they live.
PUBLIC_ACTIONS = {
    "rma.claim": {
        "action_submit",
        "action_approve",
        "action_reject",
        "action_cancel",
        "action_extend_validity",
        "action_close",
    },
    "rma.claim.line": {
        "action_approve",
        "action_reject",
        "action_start_work",
        "action_finish_work",
        "action_create_quotation",
        "action_ship",
        "action_confirm_working",
        "action_close",
        "action_split",
    },
    "helpdesk.ticket": {"action_create_rma", "action_create_loan"},
    "rma.standby.loan": {
        "action_reserve",
        "action_release",
        "action_issue",
        "action_extend",
        "action_remind",
        "action_request_return",
        "action_swap",
        "action_mark_lost",
        "action_charge",
        "action_sell",
        "action_write_off",
        "action_cancel",
    },
}
HOOKS = {
    "_closure_blockers",
    "_get_timeline_events",
    "_prepare_receipt_move_vals",
    "_prepare_delivery_move_vals",
    "_prepare_repair_vals",
}
MAX_LINES = 330


def model_files():
    """Return all model files of the addons."""
    return sorted(ROOT.glob("rma_*/models/*.py"))


def functions_of(path):
    """Return the functions and methods of a file."""
    tree = ast.parse(path.read_text())
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def names_of(node):
    """Return the names that a statement of a class body defines."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign) and node.value:
        return [node.target.id]
    return []


def all_method_names():
    """Return the names of all methods of all model files."""
    return {node.name for path in model_files() for node in functions_of(path)}


def test_public_actions_exist():
    missing = set().union(*PUBLIC_ACTIONS.values()) - all_method_names()
    assert not missing, f"Public actions of the design are missing: {sorted(missing)}"


def test_hooks_exist():
    missing = HOOKS - all_method_names()
    assert not missing, f"Extension hooks of the design are missing: {sorted(missing)}"


def test_every_gate_has_its_parts():
    """Whoever has an obstacle has the check and the repeat that belong to it."""
    names = all_method_names()
    actions = {
        name.removeprefix("_is_").removesuffix("_done")
        for name in names
        if name.startswith("_is_") and name.endswith("_done")
    }
    assert actions, "No gates found: did the naming change?"
    for action in actions:
        assert f"_get_{action}_obstacle" in names, f"{action} lacks its obstacle"
        # what customers do is private: our pages call it, nobody else
        what = action.removeprefix("customer_")
        if what == action:
            assert f"action_{action}" in names, f"{action} lacks its action"
        else:
            doors = [name for name in names if name.startswith("_customer_")]
            assert any(what in name for name in doors), f"{action} lacks its action"


def test_public_methods_have_docstrings():
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in model_files()
        for node in functions_of(path)
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert not silent, f"Public methods without a docstring: {silent}"


def test_no_name_twice_in_a_class():
    """Of two definitions the second wins in silence: a merge loses methods so."""
    twice = []
    for path in sorted(ROOT.glob("**/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.ClassDef):
                continue
            names = [name for item in node.body for name in names_of(item)]
            twice += [
                f"{path.relative_to(ROOT)} {node.name}.{name}"
                for name in sorted(set(names))
                if names.count(name) > 1
            ]
    assert not twice, f"Defined twice in one class: {twice}"


def test_files_are_small():
    large = {
        path.relative_to(ROOT).as_posix(): count
        for path in model_files()
        if (count := len(path.read_text().splitlines())) > MAX_LINES
    }
    assert not large, f"Over {MAX_LINES} lines, so more than one concern: {large}"


def test_every_model_file_is_imported():
    for init in ROOT.glob("rma_*/models/__init__.py"):
        text = init.read_text()
        for path in init.parent.glob("*.py"):
            if path.name != "__init__.py":
                assert f"import {path.stem}\n" in text + "\n", f"{path} is dead"
