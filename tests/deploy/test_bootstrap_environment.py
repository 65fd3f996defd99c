import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import deploy.bootstrap
from deploy.bootstrap.environment import (
    DEVELOPMENT,
    NODE,
    RUNTIME,
    Environment,
    Stamp,
    after_installing,
    is_installed,
    read_stamp,
)
from deploy.bootstrap.web_map import fits_vite, sources_sha256

NOW = {RUNTIME: "r1", DEVELOPMENT: "d1", NODE: "n1"}
ROOT = Path(deploy.bootstrap.__file__).parents[2]


def test_an_unchanged_lock_file_is_not_installed_again() -> None:
    assert is_installed(RUNTIME, Stamp("/clone", {RUNTIME: "r1"}), NOW)
    assert not is_installed(RUNTIME, Stamp("/clone", {RUNTIME: "r0"}), NOW)


def test_the_development_lock_serves_make_run_and_not_the_reverse() -> None:
    assert is_installed(RUNTIME, Stamp("/clone", {DEVELOPMENT: "d1"}), NOW)
    assert not is_installed(DEVELOPMENT, Stamp("/clone", {RUNTIME: "r1"}), NOW)


def test_installing_one_lock_forgets_the_other_and_keeps_node() -> None:
    before = Stamp("/clone", {DEVELOPMENT: "d0", NODE: "n1"}, "p")
    after = after_installing(RUNTIME, before, NOW)
    assert after == Stamp("/clone", {RUNTIME: "r1", NODE: "n1"}, "p")
    assert after_installing(NODE, before, NOW).locks == {DEVELOPMENT: "d0", NODE: "n1"}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"root": "/clone"}', "null"])
def test_a_half_written_stamp_counts_as_none(tmp_path: Path, content: str) -> None:
    stamp = tmp_path / "stamp.json"
    stamp.write_text(content)
    assert read_stamp(stamp) is None
    assert read_stamp(tmp_path / "missing.json") is None


def test_the_development_lock_holds_the_runtime_locks_versions() -> None:
    def pins(name: str) -> set[str]:
        lines = (ROOT / name).read_text().splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line and line[0] != " "}

    assert pins(RUNTIME) <= pins(DEVELOPMENT)


def test_no_lock_file_names_a_registry() -> None:
    for name in (RUNTIME, DEVELOPMENT, NODE, "web-map/package-lock.json"):
        assert "://" not in _without_funding((ROOT / name).read_text()), name


def _without_funding(text: str) -> str:
    """Without the addresses of people that npm keeps beside licences."""
    if not text.startswith("{"):
        return text
    packages = json.loads(text)["packages"].values()
    return json.dumps([p | {"funding": None, "deprecated": None} for p in packages])


def test_an_environment_that_was_cut_off_is_made_anew(tmp_path: Path) -> None:
    for lock in (RUNTIME, DEVELOPMENT, NODE):
        (tmp_path / lock).write_text("")
    broken = tmp_path / ".venv" / "bin"
    broken.mkdir(parents=True)
    (broken / "python").symlink_to(tmp_path / "gone")
    environment = Environment(tmp_path, tmp_path / "pip.log")
    environment.require(NODE)
    stamp = read_stamp(tmp_path / ".venv" / "shikong-stamp.json")
    assert stamp is not None
    assert NODE in stamp.locks
    asked = [str(environment.python), "-c", "import sys; print(sys.prefix)"]
    prefix = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    assert prefix == str(tmp_path / ".venv")
    written = (tmp_path / "pip.log").read_text()
    environment.require(NODE)
    assert (tmp_path / "pip.log").read_text() == written


@pytest.mark.parametrize(
    ("version", "fits"),
    [
        ("v18.19.0", False),
        ("v20.18.3", False),
        ("v20.19.0", True),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.19.0", True),
        ("", False),
    ],
)
def test_node_is_taken_from_the_system_only_when_vite_runs_on_it(version: str, fits: bool) -> None:
    assert fits_vite(version) is fits


def test_the_web_map_is_built_again_when_a_source_changes_and_not_for_its_output(
    tmp_path: Path,
) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.ts").write_text("1")
    before = sources_sha256(tmp_path)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").write_text("built")
    assert sources_sha256(tmp_path) == before
    (tmp_path / "src" / "main.ts").write_text("2")
    changed = sources_sha256(tmp_path)
    assert changed != before
    (tmp_path / "src" / "main.ts").rename(tmp_path / "src" / "other.ts")
    assert sources_sha256(tmp_path) != changed


def test_the_bootstrap_needs_the_standard_library_only() -> None:
    own = {"deploy.bootstrap", "deploy.postgresql_programs", "spatial.errors"}
    modules = list((ROOT / "deploy" / "bootstrap").glob("*.py"))
    modules += [ROOT / "deploy" / "postgresql_programs.py", ROOT / "spatial" / "errors.py"]
    modules += [ROOT / "deploy" / "__init__.py", ROOT / "spatial" / "__init__.py"]
    for module in modules:
        for node in ast.walk(ast.parse(module.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                known = name.split(".")[0] in sys.stdlib_module_names
                assert known or any(name.startswith(part) for part in own), f"{module}: {name}"
