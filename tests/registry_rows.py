"""A small registry with events as real decisions made them, for tests that stand on it.

From the real record: 邢台 2020 (国函〔2020〕78号), Hangzhou 2021, 419001 twice, 公主岭's change of
代管, a county renamed. Days on which nobody decided are the days of lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, Engine, text

from ingest.divisions.derivation.applying import apply_registry
from spatial.divisions.registry import (
    ChangeKind,
    EffectRecord,
    EventRecord,
    Registry,
    Share,
    StartBasis,
    VersionRecord,
)
from spatial.temporal import Period

FIRST, LAST = date(1981, 12, 31), date(2024, 12, 31)
XINGTAI, HANGZHOU = date(2020, 6, 5), date(2021, 3, 11)
HANGZHOU_ANNOUNCED = date(2021, 4, 9)


def version(
    code: str,
    name: str,
    start: date = FIRST,
    end: date | None = None,
    *,
    identity: str | None = None,
    type: str = "unknown",
    announced: Period | None = None,
    run: int = 0,
) -> VersionRecord:
    """A version whose level and parent its code tells."""
    level = (
        "township"
        if len(code) == 9
        else "province"
        if code.endswith("0000")
        else "prefecture"
        if code.endswith("00")
        else "county"
    )
    parent = {
        "province": None,
        "prefecture": code[:2] + "0000",
        "county": code[:2] + "0000" if code[2] == "9" else code[:4] + "00",
        "township": code[:6],
    }[level]
    days = Period(start, end)
    return VersionRecord(
        code=code,
        name=name,
        level=level,
        type=type,
        parent_code=parent,
        identity=identity or f"mca:{code}:{start.year}",
        valid=days,
        announced=announced or days,
        approved=days,
        start_basis=StartBasis.RECORD_START if start == FIRST else StartBasis.DECISION,
        run_id=run,
    )


VERSIONS = [
    version("130000", "河北省", type="province"),  # 0
    version("130500", "邢台市", type="prefecture_city"),
    version("130521", "邢台县", FIRST, XINGTAI, type="county"),  # 2
    version("130502", "桥东区", FIRST, XINGTAI, type="district"),
    version("130502", "襄都区", XINGTAI, identity="mca:130502:1981", type="district"),  # 4
    version("130503", "桥西区", FIRST, XINGTAI, type="district"),
    version("130503", "信都区", XINGTAI, identity="mca:130503:1981", type="district"),  # 6
    version("330000", "浙江省", type="province"),
    version("330100", "杭州市", type="prefecture_city"),  # 8
    version("330104", "江干区", FIRST, HANGZHOU, announced=Period(FIRST, HANGZHOU_ANNOUNCED)),
    version("330109", "萧山区"),  # 10
    version("330114", "钱塘区", HANGZHOU, announced=Period(HANGZHOU_ANNOUNCED, None)),
    version("330102", "上城区", FIRST, HANGZHOU, announced=Period(FIRST, HANGZHOU_ANNOUNCED)),  # 12
    version("330102", "上城区", HANGZHOU, announced=Period(HANGZHOU_ANNOUNCED, None)),
    version("410000", "河南省"),  # 14
    version("419001", "义马市", date(1987, 12, 31), date(1990, 12, 31)),
    version("419001", "济源市", date(1996, 12, 31)),  # 16
    version("220000", "吉林省"),
    version("220100", "长春市"),  # 18
    version("220300", "四平市"),
    version("220381", "公主岭市", date(1985, 12, 31), XINGTAI),  # 20
    version("220184", "公主岭市", XINGTAI, identity="mca:220381:1985"),
    version("330192", "杭州经济技术开发区", type="functional_area"),  # 22
    version("330114001", "下沙街道", HANGZHOU, announced=Period(HANGZHOU_ANNOUNCED, None)),
]


def effect(
    kind: ChangeKind,
    giver: int | None,
    taker: int | None,
    share: Share = Share.WHOLE,
    *,
    continues: bool = False,
    moved: tuple[str, ...] = (),
    portion: float | None = None,
) -> EffectRecord:
    """An effect between places in `VERSIONS`."""
    rule = "goes on through its kind of change" if continues else "another unit"
    return EffectRecord(kind, giver, taker, continues, rule, share, moved=moved, portion=portion)


def event(
    key: str,
    on: date,
    *effects: EffectRecord,
    announced: date | None = None,
    document: str | None = None,
) -> EventRecord:
    """A decision of a day."""
    return EventRecord(
        key=key,
        title=None,
        document_nos=() if document is None else (document,),
        approved_on=on,
        announced_on=announced,
        effective_on=None,
        list_date=date(on.year, 12, 31),
        on_list=on,
        on_announced=announced or on,
        on_approved=on,
        effects=effects,
        wording=None if document is None else f"批复 {document}",
        sources=({"name": "国务院公报", "url": ""},),
    )


EVENTS = [
    event(
        "mca/2020/国函〔2020〕78号",
        XINGTAI,
        effect(ChangeKind.TRANSFER, 2, 4, Share.PART, moved=("东汪镇", "王快镇"), portion=0.25),
        effect(ChangeKind.TRANSFER, 2, 6, Share.PART, moved=("皇寺镇",)),
        effect(ChangeKind.RENAME, 3, 4, continues=True),
        effect(ChangeKind.RENAME, 5, 6, continues=True),
        document="国函〔2020〕78号",
    ),
    event(
        "mca/2021/浙政发〔2021〕7号",
        HANGZHOU,
        effect(ChangeKind.TRANSFER, 9, 11, Share.PART),
        effect(ChangeKind.TRANSFER, 10, 11, Share.PART),
        effect(ChangeKind.MERGE, 9, 13, Share.PART),
        effect(ChangeKind.MERGE, 12, 13),
        announced=HANGZHOU_ANNOUNCED,
        document="浙政发〔2021〕7号",
    ),
    event(
        "mca/2020/国函〔2020〕84号",
        XINGTAI,
        effect(ChangeKind.SUBORDINATION, 20, 21, continues=True),
        document="国函〔2020〕84号",
    ),
]


def store_registry(
    engine: Engine,
    versions: Iterable[VersionRecord] = tuple(VERSIONS),
    events: Iterable[EventRecord] = tuple(EVENTS),
    *,
    lists: Iterable[date] = (FIRST, LAST),
    scheme: str = "mca",
) -> datetime:
    """Brings the database to a registry; returns the instant from which it is known."""
    with engine.begin() as connection:
        run = store_run(connection)
        for day in lists:
            connection.execute(
                text(
                    "INSERT INTO division_list (list_date, scheme) VALUES (:day, :scheme)"
                    " ON CONFLICT DO NOTHING"
                ),
                {"day": day, "scheme": scheme},
            )
        of_run = tuple(replace(one, run_id=run) for one in versions)
        applied = apply_registry(connection, Registry(scheme, of_run, tuple(events)))
        connection.execute(
            text("INSERT INTO division_registry (known_from, fingerprint) VALUES (:at, 'test')"),
            {"at": applied.known_from},
        )
        return applied.known_from


def store_run(connection: Connection) -> int:
    """The one run of these rows."""
    held = connection.execute(
        text("SELECT id FROM ingest_run WHERE source_name = 'registry rows'")
    ).scalar_one_or_none()
    if held is not None:
        return int(held)
    return int(
        connection.execute(
            text(
                "INSERT INTO ingest_run (kind, source_name, source_sha256, status, started_at,"
                " finished_at) VALUES ('division-history', 'registry rows', repeat('0', 64),"
                " 'loaded', now(), now()) RETURNING id"
            )
        ).scalar_one()
    )
