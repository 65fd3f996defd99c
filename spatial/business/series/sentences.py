"""What officers read of a value that is unusual or that a rule warns of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from spatial.business.declarations.model import PeriodUnit
from spatial.business.indicators import Indicator
from spatial.business.series.periods import chinese_name_of
from spatial.business.series.seasons import Deviation

_METHODS = {"stl": "按趋势和季节", "same_period": "按历年同期中位数"}


def figure(value: Decimal, unit: str = "") -> str:
    """A number as a text: 12,345.68, at most four decimal places, with its unit."""
    short = round(value, 4).normalize()
    places = max(0, -int(short.as_tuple().exponent))
    return f"{short:,.{places}f}{unit}"


def threshold_sentence(name: str, told: str, limit: str, *, over: bool) -> str:
    """2020年3月为180人，高于预警线150人."""
    return f"{name}为{told}，{'高于' if over else '低于'}预警线{limit}"


def change_sentence(name: str, percent: Decimal, limit: Decimal, *, over: bool) -> str:
    """2020年3月同比上升32.5%，超过预警线30%."""
    way = "上升" if percent >= 0 else "下降"
    told = f"{name}同比{way}{figure(abs(percent))}%"
    return f"{told}，{'高于' if over else '低于'}预警线{figure(limit)}%"


def run_sentence(
    name: str, count: int, first: Decimal, last: Decimal, unit: str, *, up: bool
) -> str:
    """截至2020年3月连续3期上升，由100人升至150人."""
    way, to = ("上升", "升至") if up else ("下降", "降至")
    return f"截至{name}连续{count}期{way}，由{figure(first, unit)}{to}{figure(last, unit)}"


def silence_sentence(name: str, count: int) -> str:
    """截至2020年3月连续2期未报数."""
    return f"截至{name}连续{count}期未报数"


def deviation_sentence(
    meaning: Indicator, unit: PeriodUnit, start: date, value: Decimal, found: Deviation
) -> str:
    """2020年3月为180人，按趋势和季节应为120人左右，高出60人（稳健z值5.2），异常偏高."""
    away = value - found.expected
    way, end = ("高出", "偏高") if away >= 0 else ("低于", "偏低")
    off = f"{way}{figure(abs(away), meaning.unit)}"
    return (
        f"{chinese_name_of(unit, start)}为{figure(value, meaning.unit)}，{_METHODS[found.method]}"
        f"应为{figure(found.expected, meaning.unit)}左右，{off}（稳健z值{found.z}），异常{end}"
    )
