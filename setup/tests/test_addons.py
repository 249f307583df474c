"""Which modules a template gets."""

import pytest
from rma_setup import addons
from rma_setup.say import SetupError

KNOWN = {
    "base": {},
    "web": {"depends": ["base"], "auto_install": True},
    "iap": {"depends": ["web"], "auto_install": True},
    "mail": {"depends": ["web"]},
    "iap_mail": {"depends": ["iap", "mail"], "auto_install": True},
    "sms": {"depends": ["iap_mail"], "auto_install": True},
    "stock": {"depends": ["mail"]},
    "sale": {"depends": ["mail"]},
    "sale_stock": {"depends": ["sale", "stock"], "auto_install": True},
    "sale_extra": {"depends": ["sale", "other"], "auto_install": ["sale"]},
    "other": {"depends": ["base"]},
    "sale_in": {"depends": ["sale"], "auto_install": True, "countries": ["in"]},
    "broken": {"depends": ["sale"], "auto_install": True, "installable": False},
}


def test_dependencies_are_followed():
    assert addons.close(["mail"], KNOWN) == ["base", "mail", "web"]


def test_bridges_install_themselves_but_nothing_that_calls_out():
    chosen = addons.close(["sale", "stock"], KNOWN)
    assert "sale_stock" in chosen
    assert not {"iap", "iap_mail", "sms", "sale_in", "broken"} & set(chosen)


def test_a_bridge_brings_what_it_does_not_wait_for():
    assert {"sale_extra", "other"} <= set(addons.close(["sale"], KNOWN))


def test_an_absent_addon_is_named():
    with pytest.raises(SetupError, match="nowhere"):
        addons.close(["nowhere"], KNOWN)


def test_a_broken_manifest_is_one_sentence(tmp_path):
    (tmp_path / "__manifest__.py").write_text("{'name': call()}")
    with pytest.raises(SetupError, match="not a plain dictionary"):
        addons.read_manifest(tmp_path)


def test_content_key_follows_the_files(tmp_path, monkeypatch):
    monkeypatch.setattr(addons, "REPOSITORY", tmp_path)
    (tmp_path / "rma_x").mkdir()
    file = tmp_path / "rma_x" / "a.py"
    file.write_text("1")
    before = addons.content_key(["rma_x"])
    assert addons.content_key(["rma_x"]) == before
    file.write_text("2")
    assert addons.content_key(["rma_x"]) != before


def test_ours_come_in_the_order_of_their_dependencies(tmp_path, monkeypatch):
    monkeypatch.setattr(addons, "REPOSITORY", tmp_path)
    for name, depends in (("rma_a", ["rma_z"]), ("rma_z", ["base"])):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__manifest__.py").write_text(repr({"depends": depends}))
    assert addons.ours() == ["rma_z", "rma_a"]


def test_a_template_has_what_the_first_of_ours_needs(tmp_path, monkeypatch):
    monkeypatch.setattr(addons, "REPOSITORY", tmp_path)
    monkeypatch.setattr(addons, "TEST_ADDONS", tmp_path / "tests")
    for name, depends in (("rma_a", ["base", "one"]), ("rma_b", ["rma_a", "two"])):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__manifest__.py").write_text(repr({"depends": depends}))
    assert set(addons.depended()) == {*addons.BASE_DEPENDS, "base", "one"}
