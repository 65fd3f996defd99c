"""The types that the web map is built with are those of the served API."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Engine

from deploy.application import build_application

SCHEMA = Path(__file__).parent.parent.parent / "web-map" / "src" / "api" / "schema.ts"
RENEW = "save /openapi.json and run `npm run types -- FILE` in web-map/"


def test_generated_types_name_every_path_and_parameter_of_the_server(engine: Engine) -> None:
    document = build_application(engine, write_token="test-token", web_map=None).openapi()
    types = SCHEMA.read_text(encoding="utf-8")
    paths = set(re.findall(r'^    "(/[^"]*)": \{$', types, re.MULTILINE))
    assert paths == set(document["paths"]), RENEW
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            block = types.split(f"    {operation['operationId']}: {{", 1)[1].split("responses:")[0]
            for parameter in operation.get("parameters", ()):
                assert re.search(rf'\b{parameter["name"]}"?\??: ', block), (
                    f"{method} {path} takes {parameter['name']}: {RENEW}"
                )
