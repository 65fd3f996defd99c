"""A small registry of real names with what they lie in, and the names built from it."""

from __future__ import annotations

from sqlalchemy import Engine

from ingest.divisions.derivation.applying import apply_registry
from ingest.divisions.names.build import build_names
from spatial.divisions.registry import Registry
from tests.ingest.divisions.registry_records import stored_run, version

_UNITS = (
    # code, name, level, parent, start, end, identity
    ("110000", "北京市", "province", None, "1981-12-31", None, None),
    ("110105", "朝阳区", "county", "110000", "1981-12-31", None, None),
    ("140000", "山西省", "province", None, "1981-12-31", None, None),
    ("141100", "吕梁市", "prefecture", "140000", "2003-12-31", None, None),
    ("210000", "辽宁省", "province", None, "1981-12-31", None, None),
    ("211300", "朝阳市", "prefecture", "210000", "1984-12-31", None, None),
    ("211321", "朝阳县", "county", "211300", "1984-12-31", None, None),
    ("330000", "浙江省", "province", None, "1981-12-31", None, None),
    ("331100", "丽水市", "prefecture", "330000", "2000-12-31", None, None),
    ("320000", "江苏省", "province", None, "1981-12-31", None, None),
    ("320117", "溧水区", "county", "320000", "2013-12-31", None, None),
    ("420000", "湖北省", "province", None, "1981-12-31", None, None),
    ("420600", "襄樊市", "prefecture", "420000", "1983-12-31", "2010-11-26", "mca:420600:1983"),
    ("420600", "襄阳市", "prefecture", "420000", "2010-11-26", None, "mca:420600:1983"),
    ("530000", "云南省", "province", None, "1981-12-31", None, None),
    ("530322", "陆良县", "county", "530000", "1981-12-31", None, None),
    ("610000", "陕西省", "province", None, "1981-12-31", None, None),
    ("610100", "西安市", "prefecture", "610000", "1981-12-31", None, None),
    ("650000", "新疆维吾尔自治区", "province", None, "1981-12-31", None, None),
    ("650100", "乌鲁木齐市", "prefecture", "650000", "1981-12-31", None, None),
)


def named_units(engine: Engine) -> None:
    """Stores the units as the registry of the ministry's scheme, and builds their names."""
    run = stored_run(engine)
    versions = []
    for code, name, level, parent, start, end, identity in _UNITS:
        more = {} if identity is None else {"identity": identity}
        versions.append(
            version(run, code, name, start, end, level=level, parent_code=parent, **more)
        )
    with engine.begin() as connection:
        apply_registry(connection, Registry("mca", tuple(versions)))
    build_names(engine)
