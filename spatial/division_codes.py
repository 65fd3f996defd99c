"""Forms of a division code: pure functions on text, no list is asked.

GB/T 2260 writes county and above in six digits (two each for province, prefecture, county, `00`
where a part does not apply); GB/T 10114 adds three digits for a township (乡级), the statistical
code three more for a village (村级). Shorter and zero-padded writings of the same unit are one
code: `51`, `5100`, `510000` and `510000000000` are all Sichuan.
"""

from __future__ import annotations

import re
from enum import StrEnum

from spatial.errors import BadCode

FICTIONAL_PREFIX = "99"
"""No real province begins so: codes of the fictional sample do."""

_FORM = re.compile(r"[0-9]{2}(?:[0-9]{2}(?:[0-9]{2}(?:[0-9]{3}(?:[0-9]{3})?)?)?)?")


class Level(StrEnum):
    """The levels of division, from the highest to the lowest."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


def canonical_code(text: str) -> str:
    """The one form that is stored: 6 digits to county, 9 for a township, 12 for a village.

    Raises BadCode for anything but 2, 4, 6, 9 or 12 ASCII digits, and where a lower part stands
    under zeros. Real lists pass over one level: a county under a province (琼山县 460021 of 1988)
    and a township under a prefecture (东莞 441900003).

    >>> canonical_code("51"), canonical_code("510000000000"), canonical_code("510104001")
    ('510000', '510000', '510104001')
    """
    if not _FORM.fullmatch(text):
        raise BadCode(f"{text!r} is no division code: write 2, 4, 6, 9 or 12 digits, as in 510104")
    padded = text.ljust(12, "0")
    province, below = padded[:2] != "00", padded[2:6] != "0000"
    township, village = padded[6:9] != "000", padded[9:] != "000"
    if not province or (township and not below) or (village and not township):
        raise BadCode(f"{text!r} is no division code: a part under a part of zeros")
    return padded[: 12 if village else 9 if township else 6]


def level_of(code: str) -> Level:
    """The level that the shape of a code says. Raises BadCode.

    A code names a level only by its zeros: 441900 is a prefecture also on lists in which no
    county stands below it.

    >>> level_of("441900"), level_of("659001"), level_of("990101001")
    (<Level.PREFECTURE: 'prefecture'>, <Level.COUNTY: 'county'>, <Level.TOWNSHIP: 'township'>)
    """
    canonical = canonical_code(code)
    if len(canonical) == 12:
        return Level.VILLAGE
    if len(canonical) == 9:
        return Level.TOWNSHIP
    if canonical[2:] == "0000":
        return Level.PROVINCE
    return Level.PREFECTURE if canonical[4:] == "00" else Level.COUNTY


def province_code(code: str) -> str:
    """The code of the province that a canonical code lies in by its first two digits."""
    return code[:2] + "0000"


def prefecture_code(code: str) -> str:
    """The first four digits and `00`; no prefecture need stand there (659001 has none)."""
    return code[:4] + "00"


def significant(code: str) -> str:
    """The digits of a division code that say which unit it is: codes of units below begin so.

    >>> significant("330000"), significant("330100"), significant("330106"), significant("3301")
    ('33', '3301', '330106', '3301')
    """
    if len(code) == 6 and code.endswith("0000"):
        return code[:2]
    if len(code) == 6 and code.endswith("00"):
        return code[:4]
    return code


def is_fictional(code: str) -> bool:
    """Whether the code can only be of the fictional sample."""
    return code.startswith(FICTIONAL_PREFIX)


def is_urban_district(code: str) -> bool:
    """Whether a county-level code is of the range of urban districts (市辖区): 01-20, 51-80.

    GB/T 2260: the last two digits are 01-20 and 51-80 for districts, 21-50 for counties and
    banners, 81-99 for county-level cities.
    """
    return len(code) == 6 and (1 <= int(code[4:]) <= 20 or 51 <= int(code[4:]) <= 80)


def is_prefecture_city(code: str) -> bool:
    """Whether a prefecture code is of the range of cities (地级市): 01-20, 51-70.

    GB/T 2260: the middle digits are 01-20 and 51-70 for cities, 21-50 for prefectures (地区),
    autonomous prefectures and leagues.
    """
    middle = int(code[2:4])
    return code[4:] == "00" and (1 <= middle <= 20 or 51 <= middle <= 70)
