"""A series as a drawing (SVG): means over time, the spread, and how much was seen.

Where an image or a period has no value the line breaks: nothing is drawn across a gap (R6.3). Below
the axis a bar for each shows which share of its pixels had a value, which was under clouds, and
which had none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from spatial.api.charts import Frame, axes, polyline, span_of, ticks_about
from spatial.api.images.series.bodies import PeriodEntry, SceneEntry, Series
from spatial.boundaries.report.svg import drawing, element, width_of, words
from spatial.temporal import CHINA_TIME

WIDTH, HEIGHT = 960.0, 460.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 78.0, 936.0, 64.0, 330.0
_BAR_TOP, _BAR_HEIGHT = 372.0, 34.0
_LINE, _SPREAD, _CLOUD, _EMPTY = "#1b6ca8", "#9cc7e6", "#b8bcc4", "#f1e3c6"


def plot_of(series: Series) -> str:
    """The drawing. Its texts are Chinese; days are days in Beijing."""
    entries: list[SceneEntry | PeriodEntry] = [*series.values]
    ticks = _ticks(entries)
    places = [_instant(entry) for entry in entries]
    frame = Frame(*span_of(places), ticks[0], ticks[-1], _LEFT, _RIGHT, _TOP, _BOTTOM)
    spread, label = _spread_of(entries)
    parts = [
        element("rect", width=WIDTH, height=HEIGHT, fill="#fff"),
        words(_title(series), _LEFT, 28, size=17, weight="bold"),
        words(_subtitle(series), _LEFT, 48, size=12, fill="#555"),
        *axes(frame, ticks),
    ]
    runs = _runs(entries)
    for run in runs:
        bounds = [spread[place] for place in run]
        upper = [(frame.x(places[place]), frame.y(bounds[n][1])) for n, place in enumerate(run)]
        lower = [(frame.x(places[place]), frame.y(bounds[n][0])) for n, place in enumerate(run)]
        if len(run) == 1:
            parts.append(polyline([*lower, *upper], stroke=_SPREAD, stroke_width=5))
        else:
            parts.append(polyline([*upper, *reversed(lower)], fill=_SPREAD, opacity="0.55"))
    for run in runs:
        line = [(frame.x(places[one]), frame.y(entries[one].mean or 0.0)) for one in run]
        if len(run) > 1:
            parts.append(polyline(line, stroke=_LINE, stroke_width=2))
        parts += [element("circle", cx=x, cy=y, r=3.2, fill=_LINE) for x, y in line]
    parts += _bars(frame, entries, places)
    parts += _legend(label)
    if not entries:
        parts.append(words("该时段没有影像", WIDTH / 2, 200, size=16, anchor="middle", fill="#777"))
    return drawing(WIDTH, HEIGHT, _title(series), "".join(parts))


def _title(series: Series) -> str:
    area = series.area
    place = f"{area.name}（{area.division}，{area.date}）" if area.name else "所选区域"
    return f"{place} {series.band} 时间序列"


def _subtitle(series: Series) -> str:
    clear = sum(one.mean is not None for one in series.values)
    what = {"scene": "景影像", "month": "个月", "year": "年"}[series.by]
    gaps = len(series.values) - clear
    return (
        f"面积 {series.area.km2:,.2f} 平方千米；{len(series.values)} {what}，其中 {gaps} 个无有效值"
    )


def _instant(entry: SceneEntry | PeriodEntry) -> datetime:
    """When an entry is drawn: a period in its middle."""
    if isinstance(entry, SceneEntry):
        return datetime.fromisoformat(entry.datetime)
    year, _, month = entry.period.partition("-")
    if month:
        return datetime(int(year), int(month), 16, tzinfo=CHINA_TIME)
    return datetime(int(year), 7, 1, tzinfo=CHINA_TIME)


def _spread_of(
    entries: Sequence[SceneEntry | PeriodEntry],
) -> tuple[list[tuple[float, float]], str]:
    """Between which values the band about the line runs, and what that is called."""
    names = sorted(entries[0].quantiles, key=float) if entries else []
    if len(names) > 1:
        low, high = names[0], names[-1]
        return (
            [(one.quantiles[low] or 0.0, one.quantiles[high] or 0.0) for one in entries],
            f"{float(low):.0%} 至 {float(high):.0%} 分位",
        )
    return [
        ((one.mean or 0.0) - (one.std or 0.0), (one.mean or 0.0) + (one.std or 0.0))
        for one in entries
    ], "均值 ± 标准差"


def _runs(entries: Sequence[SceneEntry | PeriodEntry]) -> list[list[int]]:
    """The numbers of entries with a value, cut at each gap."""
    runs: list[list[int]] = [[]]
    for number, entry in enumerate(entries):
        if entry.mean is not None:
            runs[-1].append(number)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _ticks(entries: Sequence[SceneEntry | PeriodEntry]) -> list[float]:
    """Round numbers about all that is drawn, the first below it and the last above."""
    spread, _ = _spread_of(entries)
    drawn = [
        value
        for entry, bounds in zip(entries, spread, strict=True)
        if entry.mean is not None
        for value in (entry.mean, *bounds)
    ]
    return ticks_about(drawn)


def _bars(
    frame: Frame, entries: Sequence[SceneEntry | PeriodEntry], places: Sequence[datetime]
) -> list[str]:
    """How much of each was seen: of the middle of its bar upwards valid, clouded, nothing."""
    xs = [frame.x(one) for one in places]
    gaps = [later - earlier for earlier, later in pairwise(xs) if later > earlier]
    width = max(min([24.0, *gaps]) * 0.8, 1.5)
    parts = [words("像元", _LEFT - 8, _BAR_TOP + 21, size=11, anchor="end")]
    for entry, x in zip(entries, xs, strict=True):
        valid, clouded = entry.valid_share or 0.0, entry.clouded_share or 0.0
        floor = _BAR_TOP + _BAR_HEIGHT
        if entry.valid_share is None:
            # No pixel at all: an empty frame, so that the gap is seen.
            parts.append(_box(x, width, _BAR_TOP, _BAR_HEIGHT, "none"))
            continue
        parts.append(_box(x, width, _BAR_TOP, _BAR_HEIGHT, _EMPTY))
        for share, colour in ((valid, _LINE), (min(clouded, 1.0 - valid), _CLOUD)):
            height = share * _BAR_HEIGHT
            floor -= height
            if height > 0:
                parts.append(_box(x, width, floor, height, colour))
    return parts


def _legend(spread: str) -> list[str]:
    parts, x = [], _LEFT
    for colour, name in (
        (_LINE, "均值；有效像元"),
        (_SPREAD, spread),
        (_CLOUD, "云遮挡像元"),
        (_EMPTY, "无值像元"),
        ("none", "没有影像或像元"),
    ):
        parts.append(_box(x + 7, 14, 428, 12, colour))
        parts.append(words(name, x + 20, 438, size=12))
        x += 42 + width_of(name, 12)
    return parts


def _box(x: float, width: float, y: float, height: float, fill: str) -> str:
    stroke = "#999" if fill == "none" else None
    return element(
        "rect", x=x - width / 2, y=y, width=width, height=height, fill=fill, stroke=stroke,
        stroke_dasharray="2 2" if stroke else None,
    )  # fmt: skip
