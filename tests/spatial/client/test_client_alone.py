"""The client stands alone: it knows the platform by its address."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "spatial" / "client"


def test_it_imports_no_area_and_no_heavy_library_before_it_needs_one() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, spatial.client; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=FOLDER.parents[1],
    ).stdout.split()
    ours = {name for name in told if name.startswith("spatial.")}
    assert {name for name in ours if not name.startswith("spatial.client")} == set()
    assert not {"pandas", "geopandas", "sqlalchemy", "fastapi", "pyarrow", "shapely"} & set(told)


def test_no_module_of_it_imports_another_part_of_the_platform() -> None:
    wrong = [
        f"{file.name} imports {node.module}"
        for file in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").split(".")[0] in ("spatial", "tileserver", "ingest", "deploy")
        and not (node.module or "").startswith("spatial.client")
    ]
    assert wrong == []
