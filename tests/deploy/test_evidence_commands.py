"""The commands of evidence as a user gives them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from deploy.evidence_places import anchors_file, file_store
from deploy.settings import HomeSettings
from spatial.boundaries.evidence.chain import chain_pending
from spatial.boundaries.evidence.hashes import EvidenceSettings

SHIKONG = [sys.executable, "-c", "from deploy.cli import main; main()"]


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    return os.environ | {"SHIKONG_DATABASE_URL": database_url, "SHIKONG_HOME": str(tmp_path)}


def shikong(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*SHIKONG, *words], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_evidence_is_verified_anchored_and_erased_r3_6(
    engine: Engine, environment: dict[str, str], tmp_path: Path
) -> None:
    assert "存证链为空" in shikong(environment, "anchor").stdout
    store = file_store(engine, HomeSettings(home=tmp_path))
    with engine.begin() as connection:
        sha256 = store.put(connection, b"%PDF-1.7", "application/pdf")
        connection.execute(text("INSERT INTO boundary (number) VALUES ('3301-1')"))
    clean = shikong(environment, "verify")
    assert clean.returncode == 0
    assert "0 处异常，依法删除 0 项，尚未入链 2 项" in clean.stdout
    out = tmp_path / "kept" / "anchors.jsonl"
    assert "第 2 节" in shikong(environment, "anchor", "--out", str(out)).stdout
    shikong(environment, "anchor")
    assert anchors_file(engine, HomeSettings(home=tmp_path), EvidenceSettings()).is_file()
    against = shikong(environment, "verify", "--against", str(out))
    assert against.returncode == 0
    assert "已核对 2 节存证链、1 个文件" in against.stdout

    by = ["--rule", "档案法", "--office", "330106", "--person", "李四"]
    erased = shikong(environment, "erase-evidence", "deposited-file", "1", *by)
    assert "已依法删除，依据：档案法" in erased.stdout
    told = shikong(environment, "verify")
    assert told.returncode == 0
    assert f"存档文件 {sha256} 的内容已依法删除，依据：档案法" in told.stdout

    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE boundary SET number = 'x'"))
        connection.execute(text("DELETE FROM evidence_entry WHERE seq > 1"))
    found = shikong(environment, "verify", "--against", str(out), "--json")
    assert found.returncode == 1
    *findings, figures = [json.loads(line) for line in found.stdout.splitlines()]
    assert {one["what"] for one in findings} == {"truncated", "inserted", "erased"}
    assert figures["faults"] == 3
    assert shikong(environment, "verify", "--since", "9").stderr == (
        "error: the chain has no link 9\n"
    )


def test_a_part_is_verified_since_a_link(engine: Engine, environment: dict[str, str]) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO boundary (number) VALUES ('1'), ('2')"))
        chain_pending(connection)
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE boundary SET number = 'x' WHERE number = '1'"))
    assert shikong(environment, "verify").returncode == 1
    assert shikong(environment, "verify", "--since", "1").returncode == 0


def test_a_wrong_erasure_is_told(environment: dict[str, str]) -> None:
    by = ["--rule", "档案法", "--office", "330106", "--person", "李四"]
    done = shikong(environment, "erase-evidence", "boundary", "1", *by)
    assert done.returncode == 1
    assert done.stderr == "error: there is no boundary 1\n"
