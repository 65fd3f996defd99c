"""Series of indicators as a drawing (SVG): values over time, their trend, gaps as gaps.

Where a period has no value the line breaks. Below the axis a mark for each such period says why:
filled grey where the value is too small to be shown, an empty frame where nobody reported, nothing
where the division does not stand in the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from spatial.api.charts import Frame, axes, polyline, span_of, ticks_about
from spatial.boundaries.report.svg import drawing, element, width_of, words
from spatial.business.series.answers import DivisionSeries
from spatial.business.series.line import Line, Missing
from spatial.business.series.measures import MEASURES
from spatial.business.series.periods import chinese_name_of, last_day
from spatial.business.series.preparation import Prepared
from spatial.errors import BadParameter
from spatial.temporal import CHINA_TIME

WIDTH, HEIGHT = 960.0, 460.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 88.0, 936.0, 68.0, 352.0
_MARK_TOP, _MARK_HEIGHT = 384.0, 12.0
_COLOURS = ("#1b6ca8", "#c8553d", "#3f7d4e", "#8a5a9e", "#b8860b", "#34777f", "#a0436b", "#5c6470")
_HIDDEN, _TREND, _UNUSUAL = "#8d929b", "#e0912f", "#c62828"

MOST = len(_COLOURS)
"""Divisions of one drawing."""

# Measures whose line takes the place of the values, for they are of another unit: its column.
_INSTEAD = {
    "index": "index",
    "rate": "rate",
    "year_on_year": "year_on_year_percent",
    "period_on_period": "period_on_period_percent",
}
# Measures whose line is drawn beside the values.
_BESIDE = {"moving_mean": "moving_mean", "season": "trend"}


def plot_of(prepared: Prepared, found: Sequence[DivisionSeries]) -> str:
    """The drawing of the values, or of the first measure that is of another unit.

    Of a year-to-date indicator the periodic figures where the measure `periodic` is asked for.
    Its texts are Chinese; days are days in Beijing. Raises BadParameter for too many divisions.
    """
    if len(found) > MOST:
        raise BadParameter(f"{len(found)} divisions in one drawing: at most {MOST}")
    measures = prepared.question.measures
    instead = next((name for name in measures if name in _INSTEAD), None)
    lines = [_line(one, measures, instead) for one in found]
    beside = [name for name in measures if name in _BESIDE and instead is None]
    others = [
        (_column(one, _BESIDE[name]), colour) for one, colour in _coloured(found) for name in beside
    ]
    drawn = [
        float(value) for values in [*lines, *(line for line, _ in others)] for value in values
        if value is not None
    ]  # fmt: skip
    ticks = ticks_about(drawn)
    starts = found[0].line.starts if found else []
    places = [_middle(found[0].line, number) for number in range(len(starts))]
    frame = Frame(*span_of(places), ticks[0], ticks[-1], _LEFT, _RIGHT, _TOP, _BOTTOM)
    title = _title(prepared, found, instead)
    parts = [
        element("rect", width=WIDTH, height=HEIGHT, fill="#fff"),
        words(title, _LEFT - 60, 28, size=17, weight="bold"),
        words(_subtitle(prepared, found, instead), _LEFT - 60, 50, size=12, fill="#555"),
        *axes(frame, ticks),
    ]
    for values, colour in others:
        shade = _TREND if len(found) == 1 else colour
        parts += _curve(frame, places, values, shade, dashes="6 4")
    for values, colour in zip(lines, _COLOURS, strict=False):
        parts += _curve(frame, places, values, colour)
        parts += [
            element("circle", cx=frame.x(place), cy=frame.y(float(value)), r=2.6, fill=colour)
            for place, value in zip(places, values, strict=True)
            if value is not None
        ]
    if instead is None:
        parts += _unusual(frame, places, lines, found)
    parts += _gaps(frame, places, found)
    parts += _legend(found, beside, unusual="anomaly" in measures and instead is None)
    if not drawn:
        parts.append(words("该时段没有可公布的数值", WIDTH / 2, 210, anchor="middle", fill="#777"))
    return drawing(WIDTH, HEIGHT, title, "".join(parts))


def _line(
    one: DivisionSeries, measures: Sequence[str], instead: str | None
) -> Sequence[Decimal | None]:
    if instead is not None:
        return _column(one, _INSTEAD[instead])
    if any(name in measures for name in ("season", "anomaly", "moving_mean", "periodic")):
        # Of a year-to-date indicator these are about what each period alone brought.
        return one.single.values
    return one.line.values


def _column(one: DivisionSeries, name: str) -> Sequence[Decimal | None]:
    return one.columns[name]


def _coloured(found: Sequence[DivisionSeries]) -> list[tuple[DivisionSeries, str]]:
    return list(zip(found, _COLOURS, strict=False))


def _middle(line: Line, number: int) -> datetime:
    """When a period is drawn: in its middle."""
    start = line.starts[number]
    end = last_day(line.unit, start) + timedelta(days=1)
    midnight = datetime.combine(start, time.min, CHINA_TIME)
    return midnight + (end - start) / 2


def _title(prepared: Prepared, found: Sequence[DivisionSeries], instead: str | None) -> str:
    places = "、".join(one.name for one in found[:3]) + ("等" if len(found) > 3 else "")
    what = f"{MEASURES[instead].title}" if instead else ""
    return f"{places} {prepared.meaning.title}{what}"


def _subtitle(prepared: Prepared, found: Sequence[DivisionSeries], instead: str | None) -> str:
    question = prepared.question
    first = chinese_name_of(question.by, question.first)
    last = chinese_name_of(question.by, question.last)
    unit = {
        None: prepared.meaning.unit,
        "index": "基期为100",
        "rate": f"每{question.parameters.per.normalize():f}",
    }.get(instead, "%")
    absent = sum(value is None for one in found for value in one.line.values)
    until = prepared.data_until
    data = "" if until is None else f"；数据截至{until.isoformat()}"
    return f"{first}至{last}，单位：{unit}；{absent} 期无数值{data}"


def _curve(
    frame: Frame,
    places: Sequence[datetime],
    values: Sequence[Decimal | None],
    colour: str,
    dashes: str | None = None,
) -> list[str]:
    """The line of values, cut at each gap."""
    runs: list[list[tuple[float, float]]] = [[]]
    for place, value in zip(places, values, strict=True):
        if value is not None:
            runs[-1].append((frame.x(place), frame.y(float(value))))
        elif runs[-1]:
            runs.append([])
    return [
        polyline(run, stroke=colour, stroke_width=1.8, stroke_dasharray=dashes)
        for run in runs
        if len(run) > 1
    ]


def _unusual(
    frame: Frame,
    places: Sequence[datetime],
    lines: Sequence[Sequence[Decimal | None]],
    found: Sequence[DivisionSeries],
) -> list[str]:
    parts = []
    for values, one in zip(lines, found, strict=True):
        for place, value, unusual in zip(
            places, values, one.columns.get("anomaly", [None] * len(places)), strict=True
        ):
            if unusual and value is not None:
                x, y = frame.x(place), frame.y(float(value))
                parts.append(
                    element("circle", cx=x, cy=y, r=6, fill="none", stroke=_UNUSUAL, stroke_width=2)
                )
    return parts


def _gaps(frame: Frame, places: Sequence[datetime], found: Sequence[DivisionSeries]) -> list[str]:
    """Below the axis a mark for each period of each division that has no value."""
    height = min(_MARK_HEIGHT, 32.0 / max(len(found), 1))
    apart = (frame.x(places[1]) - frame.x(places[0])) if len(places) > 1 else 12.0
    width = max(min(apart * 0.8, 12.0), 0.8)
    parts = []
    for row, one in enumerate(found):
        for place, reason in zip(places, one.line.reasons, strict=True):
            if reason not in (Missing.SUPPRESSED, Missing.NOT_REPORTED, Missing.INCOMPLETE):
                continue
            hidden = reason is Missing.SUPPRESSED
            parts.append(
                element(
                    "rect", x=frame.x(place) - width / 2, y=_MARK_TOP + row * (height + 1),
                    width=width, height=height, fill=_HIDDEN if hidden else "none",
                    stroke=None if hidden else "#999",
                )
            )  # fmt: skip
    return parts


def _legend(found: Sequence[DivisionSeries], beside: Sequence[str], *, unusual: bool) -> list[str]:
    keys = [(colour, one.name) for one, colour in _coloured(found)]
    keys += [(_TREND, {"season": "趋势"}.get(name, MEASURES[name].title)) for name in beside]
    keys += [(_UNUSUAL, "异常")] if unusual else []
    keys += [(_HIDDEN, "数值过小不公布"), ("none", "未报数")]
    parts, x = [], _LEFT - 60
    for colour, name in keys:
        stroke = "#999" if colour == "none" else None
        parts.append(element("rect", x=x, y=436.0, width=14, height=10, fill=colour, stroke=stroke))
        parts.append(words(name, x + 19, 445, size=12))
        x += 36 + width_of(name, 12)
    return parts
