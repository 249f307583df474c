"""Where Odoo comes from, and what is said when it does not."""

import pytest
from rma_setup import debian, odoo_tree, process
from rma_setup.say import SetupError

LISTED = """\
'http://a.example/debian/dists/bookworm/InRelease' a_InRelease 0
'http://a.example/security/dists/bookworm-security/InRelease' b_InRelease 0
'http://a.example/debian/dists/bookworm/main/binary-amd64/Packages.xz' c 0
""".splitlines()


def test_the_mirror_serves_the_machines_release():
    other = "'http://z.example/tools/dists/stable/InRelease' z 0"
    mirror = debian.pick_mirror([other, *LISTED], "bookworm")
    assert mirror == "http://a.example/debian"


def test_security_is_no_mirror():
    assert debian.pick_mirror(LISTED[1:2], "trixie") is None


def test_testing_takes_the_stable_release():
    assert (
        debian.stable_suite({"ID": "debian", "VERSION_CODENAME": "forky"}) == "stable"
    )
    known = {"ID": "debian", "VERSION_ID": "12", "VERSION_CODENAME": "bookworm"}
    assert debian.stable_suite(known) == "bookworm"


def tree(path, version):
    (path / "odoo").mkdir(parents=True)
    (path / "odoo" / "release.py").write_text(f"version_info = {version!r}\n")
    return path


def test_a_named_odoo_is_found_in_its_package(tmp_path):
    inside = tree(tmp_path / odoo_tree.PACKAGES, (19, 0, 0, "final", 0, ""))
    assert odoo_tree.check(tmp_path, "ODOO_HOME") == inside


@pytest.mark.parametrize("version", [(18, 0, 0, "final"), ("saas~19", 1, 0)])
def test_another_release_is_refused(tmp_path, version):
    with pytest.raises(SetupError, match="name an Odoo"):
        odoo_tree.check(tree(tmp_path, version), "ODOO_HOME")


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(SetupError, match="holds no odoo"):
        odoo_tree.check(tmp_path, "ODOO_HOME")


def test_dangling_links_are_found(tmp_path):
    (tmp_path / "good").symlink_to(tmp_path)
    (tmp_path / "bad.js").symlink_to("nowhere")
    assert [path.name for path in odoo_tree.dangling(tmp_path)] == ["bad.js"]


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("E: Could not resolve 'deb.example'", "network"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("line\nlast line\n", "last line"),
        ("", "no output"),
    ],
)
def test_a_failure_is_explained(output, said):
    assert said in process.explain(output, "Fetching")


def test_a_missing_program_is_one_sentence():
    with pytest.raises(SetupError, match="no-such-program is missing"):
        process.run(["no-such-program"], "Trying")
