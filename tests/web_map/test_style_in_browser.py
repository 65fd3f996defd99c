"""The style that the web map draws with drops nothing that a map must show (R5.4)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from map_visit import Visit

from tileserver.map_check.checking import check_maps

pytestmark = pytest.mark.browser

_STYLE = """
async () => {
  const { map, settled } = await window.__shikong;
  await settled();
  return JSON.stringify(map.getStyle());
}
"""


@pytest.mark.parametrize("level", ["province", "prefecture", "county"])
def test_r5_4_style_of_the_web_map_filters_nothing_away(
    visits: Callable[[str], Visit], sample_map: str, tmp_path: Path, level: str
) -> None:
    visit = visits(sample_map)
    visit.open(f"#date=2020-12-31&level={level}")
    style = json.loads(visit.page.evaluate(_STYLE))
    file = tmp_path / "style.json"
    file.write_text(json.dumps(style), encoding="utf-8")
    assert check_maps([str(file)]).missing == {}

    # The same style without the line that it draws the dashes with is found out.
    style["layers"] = [layer for layer in style["layers"] if "dashed line" not in layer["id"]]
    file.write_text(json.dumps(style), encoding="utf-8")
    assert set(check_maps([str(file)]).missing) == {"南海断续线"}
