"""What a worker of tiles does without: libraries that some questions alone need."""

import subprocess
import sys


def test_a_worker_loads_no_library_for_tables_files_or_migrations() -> None:
    asked = "import sys, deploy.worker; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "fastapi" in loaded
    assert loaded.isdisjoint({"pyarrow", "pyogrio", "alembic", "pypinyin", "uvicorn"})
