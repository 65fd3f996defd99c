"""Cells as people write them, as values: numbers, days, instants, yes and no. Pure.

Full-width signs count as their half-width ones. What cannot be read is refused, never guessed;
reasons are in Chinese, for they go to who filled in the table.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from spatial.errors import BadDate, BadParameter
from spatial.temporal import CHINA_TIME, parse_chinese_date

NOTHING = frozenset(
    ("", "-", "--", "—", "——", "–", "...", "......", "/", "\\", "N/A", "NULL", "无", "空")
)
"""What stands in a cell of a number or a day where nobody knows a value."""

UNIT_FACTORS = {
    "元": ("元", 1), "千元": ("元", 1_000), "万元": ("元", 10_000), "亿元": ("元", 100_000_000),
    "人": ("人", 1), "万人": ("人", 10_000), "户": ("户", 1), "万户": ("户", 10_000),
    "对": ("对", 1), "万对": ("对", 10_000), "张": ("张", 1), "万张": ("张", 10_000),
    "平方米": ("平方米", 1), "公顷": ("平方米", 10_000), "平方千米": ("平方米", 1_000_000),
    "平方公里": ("平方米", 1_000_000), "米": ("米", 1), "千米": ("米", 1_000),
    "公里": ("米", 1_000),
}  # fmt: skip
"""Units that are multiples of each other: the measured one, and how many of it."""

_NUMBER = re.compile(
    r"(?P<number>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+)(?P<power>[eE][+-]?\d{1,2})?"
    r"\s*(?P<unit>[^\d\s.,+-].*)?",
    re.ASCII,
)
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_SOLID_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.0*)?", re.ASCII)
_INSTANT = re.compile(
    r"(?P<day>.+?)[ T]+(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)\s*"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(18_264, 73_051)
"""Days of spreadsheets that are taken for dates: from 1950 to 2099."""

_YES = frozenset(("是", "有", "true", "TRUE", "True", "1", "Y", "y", "yes", "√", "对"))
_NO = frozenset(("否", "无", "没有", "false", "FALSE", "False", "0", "N", "n", "no", "×", "错"))


def written(value: object) -> str:
    """A cell as text: half-width, without spaces around it; empty for nothing.

    >>> written("　１２３，４５６ "), written(None), written(45.0), written(True)
    ('123,456', '', '45', '是')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return format(_decimal(value), "f") if value == value else ""
    if isinstance(value, datetime):
        whole = value.time() == time.min and value.tzinfo is None
        return value.date().isoformat() if whole else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    text = value if isinstance(value, str) else str(value)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.strip()


def is_nothing(value: object) -> bool:
    """Whether a cell of a number or a day says nothing.

    >>> is_nothing("—"), is_nothing(None), is_nothing(0)
    (True, True, False)
    """
    return value is None or (isinstance(value, str) and written(value) in NOTHING)


def number_of(value: object, unit: str | None = None) -> Decimal:
    """The number of a cell, exactly; thousands may be parted by commas.

    unit: the declared one. A cell may repeat it, or write a multiple of it (万元 for 元), which is
    converted exactly; any other is refused. Of a float the 15 digits that spreadsheets keep.
    Raises BadParameter.

    >>> number_of("１，２３４．５"), number_of("12万元", "元"), number_of("35%", "%")
    (Decimal('1234.5'), Decimal('120000'), Decimal('35'))
    """
    if isinstance(value, bool):
        raise BadParameter(f"“{written(value)}”不是数")
    if isinstance(value, int | float | Decimal):
        return _decimal(value)
    text = written(value).replace("−", "-")
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise BadParameter(f"“{_cut(text)}”不是数")
    number = Decimal(found["number"].replace(",", "") + (found["power"] or ""))
    if found["unit"] is not None:
        number *= factor_to(found["unit"].strip(), unit, text)
    return _bounded(number, text)


def factor_to(written_unit: str, unit: str | None, where: str) -> Decimal:
    """With what a number in one unit is multiplied to be in the declared one. Raises BadParameter.

    >>> factor_to("万元", "元", "金额"), factor_to("%", "%", "")
    (Decimal('10000'), Decimal('1'))
    """
    if unit is None:
        raise BadParameter(f"“{_cut(where)}”带单位“{written_unit}”，而申报中没有单位")
    wanted = written(unit)
    if written_unit == wanted:
        return Decimal(1)
    come, declared = UNIT_FACTORS.get(written_unit), UNIT_FACTORS.get(wanted)
    if come is None or declared is None or come[0] != declared[0]:
        raise BadParameter(f"“{_cut(where)}”的单位是“{written_unit}”，申报的是“{wanted}”")
    return Decimal(come[1]) / Decimal(declared[1])


def integer_of(value: object, unit: str | None = None) -> int:
    """The whole number of a cell. Raises BadParameter, also for 1.5."""
    number = number_of(value, unit)
    if number != number.to_integral_value():
        raise BadParameter(f"“{_cut(written(value))}”不是整数")
    return int(number)


def boolean_of(value: object) -> bool:
    """Yes or no. Raises BadParameter.

    >>> boolean_of("是"), boolean_of(0)
    (True, False)
    """
    if isinstance(value, bool):
        return value
    text = written(value)
    if text in _YES or text in _NO:
        return text in _YES
    raise BadParameter(f"“{_cut(text)}”既不是“是”也不是“否”")


def day_of(value: object) -> date:
    """The day of a cell: 2024-01-05, 2024/1/5, 2024.1.5, 20240105, 2024年1月5日, or the number of
    days of a spreadsheet (45296). A time behind it is left out. Raises BadDate.

    >>> day_of("2024/1/5"), day_of("２０２４年１月５日"), day_of(45296)
    (datetime.date(2024, 1, 5), datetime.date(2024, 1, 5), datetime.date(2024, 1, 5))
    """
    if isinstance(value, datetime):
        return value.astimezone(CHINA_TIME).date() if value.tzinfo else value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _of_number(value)
    text = written(value)
    timed = _INSTANT.fullmatch(text)
    if timed is not None:
        return instant_of(value).astimezone(CHINA_TIME).date()
    if _SERIAL.fullmatch(text):
        return _of_number(Decimal(text))
    found = _DAY.fullmatch(text) or _SOLID_DAY.fullmatch(text)
    if found is None:
        try:
            return parse_chinese_date(text)
        except BadDate:
            raise BadDate(f"“{_cut(text)}”不是日期：请写 2024-01-05 或 2024年1月5日") from None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        raise BadDate(f"日历中没有“{_cut(text)}”这一天") from None


def instant_of(value: object) -> datetime:
    """The instant of a cell, in UTC; a time without a zone is of Beijing. Raises BadDate.

    >>> instant_of("2024-01-05 08:30").isoformat(), instant_of("2024-01-05T08:30Z").isoformat()
    ('2024-01-05T00:30:00+00:00', '2024-01-05T08:30:00+00:00')
    """
    if isinstance(value, datetime):
        moment = value
    else:
        text = written(value)
        found = _INSTANT.fullmatch(text)
        if found is None:
            moment = datetime.combine(day_of(value), time.min)
        else:
            zone = (found["zone"] or "").replace("Z", "+00:00")
            try:
                clock = time.fromisoformat(found["time"].zfill(5) + zone)
                moment = datetime.combine(day_of(found["day"]), clock)
            except ValueError:
                raise BadDate(f"“{_cut(text)}”不是时间：请写 2024-01-05 08:30") from None
    zoned = moment if moment.tzinfo is not None else moment.replace(tzinfo=CHINA_TIME)
    try:
        return zoned.astimezone(UTC)
    except OverflowError:
        raise BadDate(f"“{_cut(written(value))}”超出可以存储的年份") from None


def says_zone(value: object) -> bool:
    """Whether the cell of an instant says its zone."""
    if isinstance(value, datetime):
        return value.tzinfo is not None
    found = _INSTANT.fullmatch(written(value))
    return found is not None and found["zone"] is not None


def _of_number(value: float | Decimal) -> date:
    whole = int(value)
    if 19_500_101 <= whole <= 20_991_231 and value == whole:
        return day_of(str(whole))
    if whole not in _SERIALS:
        raise BadDate(f"“{value}”不是日期：请写 2024-01-05 或 2024年1月5日")
    return _SERIAL_ZERO + timedelta(days=whole)


def _decimal(value: float | Decimal) -> Decimal:
    number = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    return _bounded(number, str(value))


def _bounded(number: Decimal, text: str) -> Decimal:
    if not number.is_finite() or (number and not -20 <= number.adjusted() <= 30):
        raise BadParameter(f"“{_cut(text)}”不是可以存储的数")
    return number


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
