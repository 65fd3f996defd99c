"""What a test does and sees at the web map, in the words of an officer."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

OUTPUT = Path(__file__).parent.parent / "output"

# Every feature of one MVT layer that is drawn now, as its properties.
_DRAWN = """
async (layer) => {
  const { map, settled } = await window.__shikong;
  await settled();
  const ids = map.getLayersOrder().filter((id) => map.getLayer(id).sourceLayer === layer);
  return map.queryRenderedFeatures({ layers: ids }).map((feature) => feature.properties);
}
"""


@dataclass
class Visit:
    """One visit to the map: the page, and what it asked for and complained of."""

    page: Page
    base: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, link: str = "") -> None:
        """Opens the map at a link (`#date=…`) and waits until all is drawn."""
        self.page.goto(f"{self.base}/{link}")
        self.settled()

    def settled(self) -> None:
        """Waits until every question is answered and every tile asked for is drawn."""
        self.page.evaluate("async () => (await window.__shikong).settled()")

    def drawn(self, layer: str) -> list[dict[str, Any]]:
        """The properties of the features of an MVT layer that the map draws now."""
        features: list[dict[str, Any]] = self.page.evaluate(_DRAWN, layer)
        return features

    def names(self, layer: str) -> set[str]:
        """The names that an MVT layer draws now; units that share an area have one each."""
        return {name for feature in self.drawn(layer) for name in feature["name"].split("／")}

    def go_to_day(self, day: str) -> None:
        """Types a day into the field of the time bar."""
        field = self.page.get_by_label("输入日期")
        field.fill(day)
        field.press("Enter")
        self.settled()

    @property
    def slider(self) -> Locator:
        """The slider of the time bar."""
        return self.page.get_by_role("slider", name="地图日期")

    @property
    def day(self) -> str:
        """The day that the map shows."""
        day: str = self.page.evaluate("async () => (await window.__shikong).clock.day")
        return day

    def look_at(self, lon: float, lat: float, zoom: float) -> None:
        """Moves the map, without flight."""
        self.page.evaluate(
            # Not returned: it is the map, which takes seconds to be told whole.
            "async ([lon, lat, zoom]) =>"
            " { (await window.__shikong).map.jumpTo({ center: [lon, lat], zoom }); }",
            [lon, lat, zoom],
        )
        self.settled()

    def click_at(self, lon: float, lat: float) -> Locator:
        """Clicks on a place of the map; returns the card that tells of it."""
        x, y = self.page.evaluate(
            "async ([lon, lat]) => {"
            " const { x, y } = (await window.__shikong).map.project([lon, lat]); return [x, y]; }",
            [lon, lat],
        )
        self.page.mouse.click(x, y)
        self.settled()
        return self.page.get_by_role("region", name="地点")

    def answer(self, path: str) -> dict[str, Any]:
        """The JSON answer of the server to a path, asked for beside the page."""
        response = self.page.request.get(f"{self.base}{path}")
        assert response.ok, f"{path}: {response.status}"
        document: dict[str, Any] = response.json()
        return document

    def picture(self, name: str) -> Path:
        """Saves what the screen shows, for somebody to look at, into tests/output/."""
        file = OUTPUT / f"{name}.png"
        file.parent.mkdir(exist_ok=True)
        self.page.screenshot(path=file)
        return file
