"""The arrows of the house: who may import whom (CONTRIBUTING)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("spatial", "tileserver", "ingest", "deploy")
AREAS = (
    "divisions",
    "boundaries",
    "locations",
    "imagery",
    "business",
    "cameras",
    "features",
    "jobs",
    "access",
)

FORBIDDEN = {
    "spatial": ("tileserver", "ingest", "deploy"),
    "tileserver": ("ingest", "deploy"),
    "ingest": ("tileserver", "deploy"),
    "deploy": (),
}


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _under(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@pytest.mark.parametrize("package", PACKAGES)
def test_no_import_goes_against_the_arrows(package: str) -> None:
    wrong = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in sorted((ROOT / package).rglob("*.py"))
        for name in _imports(file)
        if any(_under(name, other) for other in FORBIDDEN[package])
    ]
    assert wrong == []


def test_the_areas_know_no_http() -> None:
    wrong = [
        f"{file.relative_to(ROOT)} imports {name}"
        for area in AREAS
        for file in sorted((ROOT / "spatial" / area).rglob("*.py"))
        for name in _imports(file)
        if any(_under(name, web) for web in ("fastapi", "starlette", "uvicorn", "spatial.api"))
    ]
    assert wrong == []


def test_the_foundation_stands_on_no_area() -> None:
    foundation = [*(ROOT / "spatial").glob("*.py")]
    wrong = [
        f"{file.name} imports {name}"
        for file in foundation
        for name in _imports(file)
        if any(_under(name, f"spatial.{area}") for area in (*AREAS, "api"))
    ]
    assert foundation
    assert wrong == []
