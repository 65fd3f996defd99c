"""How names are spelled: place readings, tones, ü, apostrophes, traditional and lost characters.

Expected readings are those of 《现代汉语词典》 and of the ministry's place signs, not of our code.
"""

from __future__ import annotations

import tomllib
import unicodedata
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.divisions.names.forms import forms_of
from spatial.divisions.names.kinds import NameKind
from spatial.divisions.names.spelling import (
    has_diaeresis,
    has_doubtful_characters,
    has_han,
    has_tones,
    roman_spelling,
    search_key,
    spell,
    strip_tones,
    toneless_key,
)

LISTS = tomllib.loads(
    resources.files("spatial.divisions.names")
    .joinpath("place_readings.toml")
    .read_text(encoding="utf-8")
)


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("六安市", "lù ān shì"),
        ("丽水市", "lí shuǐ shì"),
        ("台州市", "tāi zhōu shì"),
        ("番禺区", "pān yú qū"),
        ("蔚县", "yù xiàn"),
        ("东阿县", "dōng ē xiàn"),
        ("浚县", "xùn xiàn"),
        ("重庆市", "chóng qìng shì"),
        ("长治市", "cháng zhì shì"),
        ("长子县", "zhǎng zǐ xiàn"),
        ("乐清市", "yuè qīng shì"),
        ("乐陵市", "lào líng shì"),
        ("洪洞县", "hóng tóng xiàn"),
        ("筠连县", "jūn lián xiàn"),
        ("单县", "shàn xiàn"),
    ],
)
def test_r2_3_a_place_is_read_as_the_place_and_not_as_the_word(name: str, pinyin: str) -> None:
    assert spell(name).pinyin == pinyin


def test_r2_3_a_place_reading_holds_only_where_the_name_begins_with_it() -> None:
    assert spell("单县").pinyin == "shàn xiàn"
    assert spell("简单县").pinyin == "jiǎn dān xiàn"


@pytest.mark.parametrize(
    "typed", ["lüliang", "lvliang", "luliang", "LÜLIANG", "lǚliáng", "lu:liang"]
)
def test_r2_3_every_way_to_type_the_umlaut_finds_lueliang(typed: str) -> None:
    assert toneless_key(typed) == "luliang"
    assert any(form.spelling.toneless == "luliang" for form in forms_of("吕梁市"))


def test_r2_3_an_umlaut_that_was_meant_is_told_from_a_plain_u() -> None:
    assert has_diaeresis("lüliang")
    assert has_diaeresis("lvliang")
    assert has_diaeresis("lǚliáng")
    assert not has_diaeresis("luliang")


@pytest.mark.parametrize("typed", ["xi'an", "xian", "Xi’an", "XIAN", "xi an"])
def test_r2_3_an_apostrophe_may_be_left_out(typed: str) -> None:
    assert search_key(typed) == "xian"


def test_r2_3_the_apostrophe_stands_before_a_vowel_only() -> None:
    assert roman_spelling("西安", "市") == "Xi'an Shi"
    assert roman_spelling("六安", "市") == "Lu'an Shi"
    assert roman_spelling("吕梁", "市") == "Lüliang Shi"


@pytest.mark.parametrize(
    ("typed", "key"),
    [("麗水", "丽水"), ("瀋陽", "沈阳"), ("乾縣", "乾县"), ("丽 水", "丽水"), ("ＬＳ", "ls")],
)
def test_r2_3_traditional_and_full_width_writing_is_one_with_the_plain(
    typed: str, key: str
) -> None:
    assert search_key(typed) == key


def test_r2_3_the_first_letters_of_a_name_are_kept_for_search() -> None:
    forms = {form.kind: form for form in forms_of("丽水市")}
    assert forms[NameKind.STANDARD].spelling.initials == "lss"
    assert forms[NameKind.SHORT].spelling.initials == "ls"


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("啕\ue071廟", "啕庙"),
        ("銅（？铁）溪河", "铜铁溪河"),
        ("曲\ue004部", "曲部"),
        ("三?窝", "三窝"),
    ],
)
def test_r2_4_a_name_with_lost_characters_is_found_by_the_rest_and_told(
    name: str, rest: str
) -> None:
    assert search_key(name) == rest
    assert has_doubtful_characters(name)


def test_r2_4_characters_outside_the_basic_plane_stay_in_the_name() -> None:
    # U+2A7DD is a character of the extension blocks, as local names have them.
    assert search_key("\U0002a7dd村") == "\U0002a7dd村"
    assert not has_doubtful_characters("\U0002a7dd村")


@pytest.mark.parametrize(
    ("name", "roman"),
    [
        ("呼和浩特市", "Hohhot Shi"),
        ("乌鲁木齐市", "Ürümqi Shi"),
        ("拉萨市", "Lhasa Shi"),
        ("陕西省", "Shaanxi Sheng"),
        ("西藏自治区", "Xizang Zizhiqu"),
        ("内蒙古自治区", "Nei Mongol Zizhiqu"),
        ("山西省", "Shanxi Sheng"),
    ],
)
def test_an_official_spelling_goes_before_pinyin(name: str, roman: str) -> None:
    standard = next(form for form in forms_of(name) if form.kind is NameKind.STANDARD)
    assert standard.roman == roman


def test_a_spelling_in_use_beside_the_official_one_is_a_form_of_its_own() -> None:
    romans = {form.text for form in forms_of("西藏自治区") if form.kind is NameKind.ROMAN}
    assert romans == {"Xizang", "Tibet"}


def test_a_name_in_latin_letters_has_no_pinyin_of_its_own() -> None:
    (form,) = forms_of("Zongzhai")
    assert form.spelling.pinyin is None
    assert form.spelling.toneless == "zongzhai"


def test_tones_are_seen_and_taken_off() -> None:
    assert has_tones("lǚliáng")
    assert not has_tones("lüliang")
    assert strip_tones("Lǚliáng") == "Lüliang"


def test_every_listed_reading_has_a_toned_syllable_for_each_character() -> None:
    for name, said in LISTS["readings"].items():
        assert len(said.split()) == len(name), name
        for syllable in said.split():
            marks = [
                c for c in unicodedata.normalize("NFD", syllable) if c in "\u0300\u0301\u0304\u030c"
            ]
            assert len(marks) <= 1, name
            assert strip_tones(syllable).isalpha(), name


def test_every_official_spelling_is_latin_and_differs_from_the_pinyin_or_fixes_it() -> None:
    for name, spelled in LISTS["official"].items():
        assert toneless_key(spelled).isascii(), name
        assert search_key(name) == name, name


@given(st.text(max_size=20))
def test_a_key_holds_letters_and_digits_only_and_is_its_own_key(text: str) -> None:
    key = search_key(text)
    assert all(c.isalnum() or has_han(c) for c in key)
    assert search_key(key) == key


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8))
def test_spelling_never_fails_on_chinese_characters(name: str) -> None:
    spelling = spell(name)
    assert spelling.key
    assert spelling.toneless
    assert len(list(forms_of(name))) >= 1
