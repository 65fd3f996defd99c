"""What kinds of places, of name forms and of grades the register of names knows."""

from __future__ import annotations

from enum import StrEnum


class Category(StrEnum):
    """What a place is: the eight kinds of 《地名管理条例》, and what else registers hold.

    natural 自然地理实体. division 行政区划. self_governing 村委会、居委会所在地 (class 216xx).
    park 城市公园、自然保护地. street 街路巷. residential 住宅区、楼宇.
    facility 交通、水利、电力、通信、气象设施. settlement 居民点. organisation 单位 (class 27xxx;
    27610 is the body of a village whose area is 21610). other 其他.
    """

    NATURAL = "natural"
    DIVISION = "division"
    SELF_GOVERNING = "self_governing"
    PARK = "park"
    STREET = "street"
    RESIDENTIAL = "residential"
    FACILITY = "facility"
    SETTLEMENT = "settlement"
    ORGANISATION = "organisation"
    OTHER = "other"


class NameKind(StrEnum):
    """What a form of a name is (R2.1).

    standard 标准地名. former 曾用名. alias 别名. short 简称. map 图上名称.
    minority_script 少数民族文字. roman 罗马字母拼写. traditional 繁体 (as a source writes it).
    """

    STANDARD = "standard"
    FORMER = "former"
    ALIAS = "alias"
    SHORT = "short"
    MAP = "map"
    MINORITY_SCRIPT = "minority_script"
    ROMAN = "roman"
    TRADITIONAL = "traditional"


class Flag(StrEnum):
    """What is known to be wrong with a record (R2.4).

    no_coordinates: the source gives none. fallback_point: places share the point of their county
    or city. doubtful_characters: private-use characters, `?` or U+FFFD stand for others.
    contradictory_period: the first year lies after the last; kept as published, no day is claimed.
    unmatched_division: no unit of the registry bears the name.
    """

    NO_COORDINATES = "no_coordinates"
    FALLBACK_POINT = "fallback_point"
    DOUBTFUL_CHARACTERS = "doubtful_characters"
    CONTRADICTORY_PERIOD = "contradictory_period"
    UNMATCHED_DIVISION = "unmatched_division"


PAST = 6
"""The weight of what stands no longer; 0 to 4 are the levels of division, 5 is all else."""

OTHER_PLACE = 5
