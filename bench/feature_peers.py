"""The servers of features that are measured beside each other: ours, tipg and pygeoapi, each one
process over the same tables.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from sqlalchemy import make_url

from bench.tiles import free_port, wait_for

TABLES = {"bench_point": "id", "bench_area": "id"}
"""The tables, and the columns of their keys."""

# Connections are kept while another server is measured.
_KEPT = ("--no-access-log", "--timeout-keep-alive", "3600")

_LAYERS = """
[fields.bench_point]
number = "编号"
name = "名称"
kind = "类别"
county = "县级代码"
beds = "床位，张"
area = "面积，平方米"
opened = "开业日"
checked = "是否查过"

[fields.bench_area]
code = "代码"
name = "名称"
level = "级别"

[[layer]]
id = "bench_point"
title = "一百万个设施"
kind = "vector"
data_class = "facility"
grade = "open"
min_zoom = 8
max_zoom = 14
parts = { bench_point = "bench_point" }
table = { name = "office.bench_point" }

[[layer]]
id = "bench_area"
title = "三千个县"
kind = "vector"
data_class = "facility"
grade = "open"
min_zoom = 4
max_zoom = 14
parts = { bench_area = "bench_area" }
table = { name = "office.bench_area" }
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A server of features. root: its landing page. prefix: before the names of the tables."""

    name: str
    port: int
    root: str
    prefix: str = ""

    def items(self, table: str, **query: object) -> str:
        """The path of a page of items."""
        return f"{self.root}/collections/{self.prefix}{table}/items?{urlencode(query, safe=',')}"


@contextmanager
def ours(url: str, folder: Path) -> Iterator[Peer]:
    """One worker of granian, as in production, with the tables declared as layers of an office."""
    layers = folder / "layers.toml"
    layers.write_text(_LAYERS, encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "rsgi", "--factory"]
    command += ["deploy.worker:application", "--port", str(port), "--workers", "1"]
    more = {"SHIKONG_DATABASE_URL": url, "SHIKONG_TILE_LAYERS": str(layers)}
    with _process([*command, "--no-access-log"], more, port, folder / "ours.log"):
        yield Peer("ours", port, "/ogc")


@contextmanager
def tipg(url: str, python: str, folder: Path) -> Iterator[Peer]:
    """tipg under uvicorn. python: the one that it is installed for."""
    port = free_port()
    more = {
        "DATABASE_URL": _plain(url),
        "TIPG_DB_SCHEMAS": '["office"]',
        "TIPG_MAX_FEATURES_PER_QUERY": "10000",
        "DB_MAX_CONN_SIZE": "4",
    }
    command = [python, "-m", "uvicorn", "tipg.main:app", "--port", str(port), *_KEPT]
    with _process(command, more, port, folder / "tipg.log"):
        yield Peer("tipg", port, "", "office.")


@contextmanager
def pygeoapi(url: str, python: str, folder: Path) -> Iterator[Peer]:
    """pygeoapi under uvicorn, with its provider of PostgreSQL."""
    port = free_port()
    told = folder / "pygeoapi.yml"
    told.write_text(json.dumps(_pygeoapi_settings(url, port)), encoding="utf-8")
    document = folder / "pygeoapi-openapi.yml"
    more = {"PYGEOAPI_CONFIG": str(told), "PYGEOAPI_OPENAPI": str(document)}
    made = subprocess.run(
        [str(Path(python).with_name("pygeoapi")), "openapi", "generate", str(told)],
        env={**os.environ, **more}, capture_output=True, check=False, text=True,
    )  # fmt: skip
    if made.returncode != 0:
        raise RuntimeError(f"pygeoapi made no OpenAPI document: {made.stderr[-400:]}")
    document.write_text(made.stdout, encoding="utf-8")
    command = [python, "-m", "uvicorn", "pygeoapi.starlette_app:APP", "--port", str(port)]
    with _process([*command, *_KEPT], more, port, folder / "pygeoapi.log"):
        yield Peer("pygeoapi", port, "")


def _pygeoapi_settings(url: str, port: int) -> Mapping[str, object]:
    at = make_url(url)
    with_socket = {"host": at.query.get("host", at.host), "port": at.port or 5432}
    resources = {
        table: {
            "type": "collection",
            "title": table,
            "description": table,
            "keywords": ["bench"],
            "extents": {"spatial": {"bbox": [-180, -90, 180, 90]}},
            "providers": [
                {
                    "type": "feature",
                    "name": "PostgreSQL",
                    "data": {
                        **with_socket,
                        "dbname": at.database,
                        "user": at.username,
                        "password": at.password or "",
                        "search_path": ["office84", "public"],
                    },
                    "id_field": key,
                    "table": table,
                    "geom_field": "geom",
                }
            ],
        }
        for table, key in TABLES.items()
    }
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "gzip": False,
            "languages": ["en-US"],
            "limits": {"default_items": 10, "max_items": 10000},
            "map": {"url": "https://example.invalid/{z}/{x}/{y}.png", "attribution": ""},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": "bench", "description": "bench", "keywords": ["bench"],
                "keywords_type": "theme", "terms_of_service": "none",
                "url": "https://example.invalid",
            },
            "license": {"name": "none", "url": "https://example.invalid"},
            "provider": {"name": "bench", "url": "https://example.invalid"},
            "contact": {"name": "bench", "email": "bench@example.invalid"},
        },
        "resources": resources,
    }  # fmt: skip


def missing_peers(python: str) -> list[str]:
    """Those of the peers that a Python has not installed."""
    return [
        name
        for name in ("tipg", "pygeoapi")
        if subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False)
        .returncode != 0
    ]  # fmt: skip


def _plain(url: str) -> str:
    # asyncpg reads no address without a host, so the folder of the socket stands for one.
    at = make_url(url)
    folder = quote(str(at.query.get("host", at.host)), safe="")
    return f"postgresql://{at.username}@{folder}:{at.port or 5432}/{at.database}"


@contextmanager
def _process(
    command: Sequence[str], more: Mapping[str, str], port: int, log: Path
) -> Iterator[None]:
    """A server in a process group of its own, ended at the end with all that it started."""
    with log.open("w") as lines:
        process = subprocess.Popen(
            command, env={**os.environ, **more}, start_new_session=True, stdout=lines, stderr=lines
        )
        try:
            wait_for(port, process)
            yield
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=20)
