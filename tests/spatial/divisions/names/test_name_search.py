"""Names are found by what people type, and each hit says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from ingest.divisions.names.build import build_names
from ingest.divisions.names.loading import load_place_names
from spatial.api.names import router
from spatial.divisions.names.search import Hit, search_names
from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import BadParameter
from tests.spatial.divisions.names.name_worlds import named_units

NOW = date(2024, 12, 31)


@pytest.fixture
def named(engine: Engine) -> Engine:
    named_units(engine)
    return engine


def found(engine: Engine, question: str, day: date = NOW, **more: str) -> list[Hit]:
    with engine.connect() as connection:
        return search_names(connection, question, day=day, looking=Viewpoint(), **more)


def names(engine: Engine, question: str, day: date = NOW, **more: str) -> list[str]:
    return [hit.name for hit in found(engine, question, day, **more)]


def test_r2_2_a_former_name_finds_the_unit_and_says_until_when(named: Engine) -> None:
    (hit,) = found(named, "襄樊")
    assert (hit.name, hit.matched, hit.reason) == ("襄阳市", "襄樊", "former_name")
    assert hit.note == "曾用名，至2010年"
    assert hit.standing


def test_r2_2_on_a_day_of_that_time_the_former_name_is_the_current_one(named: Engine) -> None:
    (hit,) = found(named, "襄樊", date(2005, 6, 1))
    assert (hit.name, hit.reason, hit.note) == ("襄樊市", "short", "")
    (later,) = found(named, "襄阳市", date(2005, 6, 1))
    assert (later.name, later.reason) == ("襄樊市", "later_name")


@pytest.mark.parametrize("question", ["丽水", "麗水", "浙江丽水", "浙江 ls", "浙江 lishui"])
def test_r2_3_these_find_丽水市_first(named: Engine, question: str) -> None:
    assert names(named, question)[0] == "丽水市"


@pytest.mark.parametrize("question", ["lishui", "LiShui", "li shui", "LISHUI"])
def test_r2_3_pinyin_finds_all_that_sound_so(named: Engine, question: str) -> None:
    assert names(named, question) == ["丽水市", "溧水区"]


def test_r2_3_initials_find_within_a_context(named: Engine) -> None:
    assert names(named, "ls", within="33") == ["丽水市"]


@pytest.mark.parametrize("question", ["lüliang", "lvliang", "luliang", "lǚliáng", "lu:liang"])
def test_r2_3_吕梁_is_found_however_its_ü_is_typed(named: Engine, question: str) -> None:
    found_names = names(named, question)
    assert "吕梁市" in found_names
    if question != "luliang":
        assert found_names[0] == "吕梁市"


@pytest.mark.parametrize("question", ["xi'an", "xian", "Xī'ān", "xi an"])
def test_r2_3_西安_is_found_with_and_without_its_apostrophe(named: Engine, question: str) -> None:
    assert names(named, question)[0] == "西安市"


@pytest.mark.parametrize(
    "question",
    [
        "辽宁省朝阳市朝阳县",
        "辽宁朝阳朝阳县",
        "辽宁省朝阳市 朝阳县",
        "辽宁 朝阳市 朝阳",
        "辽宁省 朝阳市朝阳县",
    ],
)
def test_several_levels_may_stand_before_a_name_without_spaces(
    named: Engine, question: str
) -> None:
    every = names(named, question)
    assert "朝阳县" in every
    assert "朝阳区" not in every
    if question.endswith("县"):
        assert every == ["朝阳县"]


@pytest.mark.parametrize("question", ["丽睡市", "立水市", "丽水县", "乌鲁木其市"])
def test_one_wrong_character_is_forgiven_and_said(named: Engine, question: str) -> None:
    hit = found(named, question)[0]
    assert hit.name in ("丽水市", "乌鲁木齐市")
    assert (hit.reason, hit.note) == ("similar", "一字之差")


def test_a_former_name_is_a_context_too(engine: Engine) -> None:
    from ingest.divisions.derivation.applying import apply_registry
    from spatial.divisions.registry import Registry
    from tests.ingest.divisions.registry_records import stored_run, version

    run = stored_run(engine)
    city = {"level": "prefecture", "identity": "mca:420600:1983"}
    versions = (
        version(run, "420600", "襄樊市", "1983-12-31", "2010-11-26", **city),
        version(run, "420600", "襄阳市", "2010-11-26", **city),
        version(run, "420602", "襄城区", "1995-12-31", parent_code="420600"),
        version(run, "410482", "汝州市", "1988-12-31"),
    )
    with engine.begin() as connection:
        apply_registry(connection, Registry("mca", versions))
    build_names(engine)
    for question in ("襄樊 襄城区", "襄樊市襄城区", "襄阳襄城", "xiangfan xiangcheng"):
        assert names(engine, question) == ["襄城区"], question
    assert names(engine, "襄樊 汝州市") == []


def test_what_is_left_of_a_name_comes_after_all_whole_ones(engine: Engine, tmp_path: Path) -> None:
    named_units(engine)
    load(
        engine,
        tmp_path,
        "a,\ue002\ue000縣;\ue002\ue000县,26.1,104.1,1,14,county 县,\n"
        "b,弦;弦,32.1,115.1,-763,-655,country 国,\n",
    )
    every = names(engine, "xian")
    assert every[0] == "西安市"
    assert set(every[-2:]) == {"弦", "\ue002\ue000县"}
    assert names(engine, "县")[-1] == "\ue002\ue000县"


def test_official_spellings_are_found(named: Engine) -> None:
    assert names(named, "Ürümqi") == ["乌鲁木齐市"]
    assert names(named, "urumqi") == ["乌鲁木齐市"]
    assert names(named, "Shaanxi") == ["陕西省"]


def test_r2_5_朝阳_lists_every_one_with_what_it_lies_in(named: Engine) -> None:
    hits = found(named, "朝阳")
    assert [(hit.name, hit.parents) for hit in hits] == [
        ("朝阳市", "辽宁省"),
        ("朝阳区", "北京市"),
        ("朝阳县", "辽宁省 朝阳市"),
    ]
    assert names(named, "朝阳", within="110000") == ["朝阳区"]
    assert names(named, "辽宁 朝阳县") == ["朝阳县"]


def test_a_code_in_any_form_finds_its_unit(named: Engine) -> None:
    assert names(named, "3311") == ["丽水市"]
    assert names(named, "331100000000") == ["丽水市"]
    assert found(named, "420600", date(2000, 1, 1))[0].name == "襄樊市"


def test_nothing_is_found_where_nothing_is_like_it(named: Engine) -> None:
    assert names(named, "不存在的地方") == []
    assert names(named, "qqqqqq") == []
    assert names(named, "999999") == []


@pytest.mark.parametrize("question", ["", "   ", "，。", "长" * 61])
def test_a_question_without_a_name_is_refused(named: Engine, question: str) -> None:
    with pytest.raises(BadParameter):
        found(named, question)


def test_signs_of_patterns_are_no_patterns(named: Engine) -> None:
    with pytest.raises(BadParameter):
        found(named, "%")
    assert names(named, "朝%阳市") == ["朝阳市"]


def test_what_was_known_before_a_correction_is_found_as_it_was(engine: Engine) -> None:
    from ingest.divisions.derivation.applying import apply_registry
    from spatial.divisions.registry import Registry
    from tests.ingest.divisions.registry_records import stored_run, version

    run = stored_run(engine)
    first = version(run, "330102", "上成区", "1990-12-31")
    with engine.begin() as connection:
        apply_registry(connection, Registry("mca", (first,)))
    build_names(engine)
    before = datetime.now(UTC)
    with engine.begin() as connection:
        apply_registry(
            connection, Registry("mca", (version(run, "330102", "上城区", "1990-12-31"),))
        )
    build_names(engine)
    with engine.connect() as connection:
        then = search_names(connection, "330102", day=NOW, looking=Viewpoint(known_at=before))
        now = search_names(connection, "330102", day=NOW, looking=Viewpoint())
    assert [hit.name for hit in then] == ["上成区"]
    assert [hit.name for hit in now] == ["上城区"]


def test_the_route_gives_hits_with_reasons(
    named: Engine, client_of: Callable[..., TestClient]
) -> None:
    client = client_of(named, router)
    answer = client.get("/v1/names", params={"q": "襄樊", "date": "2024-12-31"})
    assert answer.status_code == 200
    (hit,) = answer.json()["hits"]
    assert hit["division"] == {
        "identity": "mca:420600:1983",
        "code": "420600",
        "level": "prefecture",
    }
    assert (hit["name"], hit["note"]) == ("襄阳市", "曾用名，至2010年")
    assert client.get("/v1/names", params={"q": "，"}).status_code == 400
    assert client.get("/v1/names").status_code == 400


CHGIS = "id,names_zh,lat,lon,valid_from_year,valid_to_year,feature_type,present_location\n"


def load(engine: Engine, folder: Path, rows: str, form: str = "chgis") -> None:
    path = folder / f"{form}.csv"
    path.write_text(CHGIS + rows if form == "chgis" else rows, encoding="utf-8")
    load_place_names(engine, path, form=form)
    build_names(engine)


def test_r2_4_lost_characters_and_missing_coordinates_are_kept_found_and_flagged(
    engine: Engine, tmp_path: Path
) -> None:
    load(
        engine,
        tmp_path,
        "a,\ue071廟;\ue071庙镇,30.1,120.1,1911,1911,villages and small towns 村镇,\n"
        "b,映秀?塆,,,1911,1911,villages and small towns 村镇,\n"
        "c,𠙶口村,30.1,120.1,1911,1911,villages and small towns 村镇,\n",
    )
    (lost,) = found(engine, "庙镇")
    assert lost.flags == ("doubtful_characters",)
    (unplaced,) = found(engine, "映秀塆")
    assert set(unplaced.flags) == {"doubtful_characters", "no_coordinates"}
    assert unplaced.point is None
    (extended,) = found(engine, "𠙶口村")
    assert extended.flags == ()


def test_years_before_christ_are_dated_and_said(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, "z,郿縣;郿县,34.2,107.7,-763,-221,county 县,陕西眉县\n")
    (hit,) = found(engine, "郿县")
    assert (hit.note, hit.standing) == ("至公元前220年", False)
    with engine.connect() as connection:
        valid = connection.execute(
            text("SELECT CAST(valid AS text) FROM place_name WHERE kind = 'standard'")
        ).scalar_one()
    assert valid == '{["0763-01-01 BC","0220-01-01 BC")}'


def test_a_period_that_cannot_be_is_kept_and_flagged_without_days(
    engine: Engine, tmp_path: Path
) -> None:
    load(engine, tmp_path, "x,某縣;某县,34.2,107.7,1276,1268,county 县,\n")
    (hit,) = found(engine, "某县")
    assert hit.flags == ("contradictory_period",)
    assert not hit.standing
    with engine.connect() as connection:
        row = connection.execute(text("SELECT first_year, last_year FROM place_record")).one()
    assert tuple(row) == (1276, 1268)


@pytest.mark.real_data
def test_r2_2_to_r2_5_on_the_real_names(real_names: Engine) -> None:
    assert found(real_names, "襄樊")[0].note == "曾用名，至2010年"
    assert found(real_names, "襄樊", date(2005, 1, 1))[0].name == "襄樊市"
    for question in ("丽水", "麗水", "浙江丽水", "浙江 ls", "lishui", "LiShui"):
        assert found(real_names, question)[0].code == "331100", question
    for question in ("lüliang", "lvliang"):
        assert found(real_names, question)[0].code == "141100", question
    assert "141100" in [hit.code for hit in found(real_names, "luliang")]
    assert found(real_names, "xi'an")[0].code == "610100"
    assert found(real_names, "xian")[0].code == "610100"
    for question in ("浙江省丽水市莲都区", "浙江丽水莲都", "浙江 丽水莲都区"):
        assert found(real_names, question)[0].code == "331102", question
    assert found(real_names, "丽睡市")[0].code == "331100"
    assert found(real_names, "襄樊 襄城区")[0].code == "420602"
    chaoyang = {(hit.name, hit.parents) for hit in found(real_names, "朝阳")}
    assert {("朝阳市", "辽宁省"), ("朝阳区", "北京市"), ("朝阳县", "辽宁省 朝阳市")} <= chaoyang
