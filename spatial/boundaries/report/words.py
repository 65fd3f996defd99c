"""How the report says days, instants, lengths and shares, and the words of its own tables."""

from __future__ import annotations

from datetime import date, datetime

from spatial.temporal import CHINA_TIME

LEVEL = {"province": "省级", "prefecture": "市级", "county": "县级", "township": "乡级"}
TYPE = {
    "Q": "单立", "A": "双立A", "B": "双立B", "C": "三立C", "D": "三立D", "E": "三立E",
}  # fmt: skip
NONE = "—"


def day_words(day: date | None) -> str:
    """
    >>> day_words(date(2026, 5, 3))
    '2026年5月3日'
    """
    return NONE if day is None else f"{day.year}年{day.month}月{day.day}日"


def instant_words(instant: datetime | None) -> str:
    """In Beijing time, to the second."""
    if instant is None:
        return NONE
    return instant.astimezone(CHINA_TIME).strftime("%Y-%m-%d %H:%M:%S")


def chainage_words(metres: float) -> str:
    """As officers write a place along a line.

    >>> chainage_words(12034.6), chainage_words(0), chainage_words(999.96)
    ('K12+034.6', 'K0+000.0', 'K1+000.0')
    """
    tenths = round(metres * 10)
    return f"K{tenths // 10_000}+{tenths % 10_000 // 10:03d}.{tenths % 10}"


def length_words(metres: float | None) -> str:
    """
    Number and unit stay on one line.

    >>> length_words(51894.2), length_words(420.04)
    ('51.894\xa0千米', '420.0\xa0米')
    """
    if metres is None:
        return NONE
    return f"{metres:.1f}\xa0米" if metres < 1000 else f"{metres / 1000:.3f}\xa0千米"


def share_words(share: float) -> str:
    """Never rounded up to the whole.

    >>> share_words(0.99999), share_words(1), share_words(0.12345)
    ('99.99%', '100.00%', '12.34%')
    """
    return f"{int(min(share, 1.0) * 10_000 + 1e-6) / 100:.2f}%"


def seconds_words(seconds: float) -> str:
    """
    >>> seconds_words(90), seconds_words(600), seconds_words(45), seconds_words(7260)
    ('1 分 30 秒', '10 分', '45 秒', '2 时 1 分')
    """
    whole = round(seconds)
    parts = ((whole // 3600, "时"), (whole % 3600 // 60, "分"), (whole % 60, "秒"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 秒"


def degrees_words(degrees: float, east: bool) -> str:
    """Degrees, minutes and seconds to a hundredth.

    >>> degrees_words(120.5, True), degrees_words(-0.0001, False)
    ('120°30′00.00″E', '0°00′00.36″S')
    """
    hundredths = round(abs(degrees) * 360_000)
    sign = ("E" if degrees >= 0 else "W") if east else ("N" if degrees >= 0 else "S")
    whole, rest = divmod(hundredths, 360_000)
    minutes, seconds = divmod(rest, 6_000)
    return f"{whole}°{minutes:02d}′{seconds // 100:02d}.{seconds % 100:02d}″{sign}"


def place_words(lon: float | None, lat: float | None) -> str:
    """Longitude and latitude."""
    if lon is None or lat is None:
        return NONE
    return f"{degrees_words(lon, True)} {degrees_words(lat, False)}"
