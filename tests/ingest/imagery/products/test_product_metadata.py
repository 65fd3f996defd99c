from __future__ import annotations

import random
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from built_products import gf1_delivery, gf_xml, s2_delivery, s2_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.imagery.inspection import ImageRefused
from ingest.imagery.products.metadata import MOST_BYTES, Metadata, clock_of
from ingest.imagery.products.product import products_in

NOW = datetime(2026, 1, 1, tzinfo=UTC)

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {later} "{f"&{earlier};" * 10}">'
        for earlier, later in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><ProductMetaData><SatelliteID>&i;</SatelliteID></ProductMetaData>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<ProductMetaData><SatelliteID>&x;</SatelliteID></ProductMetaData>"
)


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (BOMB.encode(), "declares a document type"),
        (OUTSIDE.encode(), "declares a document type"),
        (b"", "cannot be read"),
        (b"<ProductMetaData>", "cannot be read"),
        (b"\x00" * 100, "cannot be read"),
        (b"<a>" + b"\xff\xff" + b"</a>", "neither UTF-8 nor GB18030"),
        (b"\xff\xfe<\x00a", "neither UTF-8 nor GB18030"),
        (b"GF1,PMS1,2013", "cannot be read"),
        (b"<a>&undefined;</a>", "cannot be read"),
    ],
    ids=["bomb", "outside", "empty", "open", "zeros", "bytes", "half", "csv", "entity"],
)
def test_xml_that_is_hostile_or_broken_is_refused_r6_2(
    tmp_path: Path, xml: bytes, reason: str
) -> None:
    (tmp_path / "a.xml").write_bytes(xml)
    with pytest.raises(ImageRefused, match=reason):
        Metadata(tmp_path / "a.xml")
    gf1_delivery(tmp_path, xml)
    with pytest.raises(ImageRefused, match=reason):
        products_in(tmp_path)


def test_xml_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    with path.open("wb") as out:
        out.truncate(MOST_BYTES + 1)
    with pytest.raises(ImageRefused, match="no metadata are that long"):
        Metadata(path)


def test_many_elements_within_one_another_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(b"<a>" * 50_000 + b"<v>3</v>" + b"</a>" * 50_000)
    assert Metadata(path).number("v", low=0, high=5) == 3.0


def test_elements_of_one_name_within_one_another_are_walked_once(tmp_path: Path) -> None:
    """Walked again for each of them it would take half a day."""
    path = tmp_path / "a.xml"
    path.write_bytes(b"<g>" * 200_000 + b"<v>3</v>" + b"</g>" * 200_000)
    metadata = Metadata(path)
    assert [element.text for element in metadata.all("g", "g", "v")] == ["3"]


def test_member_is_found_under_the_other_and_without_namespace(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text('<a xmlns="urn:x"><v>1</v><b><!-- note --><v> 2 </v></b></a>')
    assert (Metadata(path).text("v"), Metadata(path).text("b", "v")) == ("1", "2")
    assert Metadata(path).text("c", "v") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2013-11-27 11:28:31.15", "2013-11-27T11:28:31.150000"),
        ("2013-11-27T11:28:31Z", "2013-11-27T11:28:31+00:00"),
        ("2013-11-27T11:28:31+08:00", "2013-11-27T11:28:31+08:00"),
        ("2013/11/27 11:28:31", "2013-11-27T11:28:31"),
        ("20131127112831.999999999", "2013-11-27T11:28:31.999999"),
        ("2013-11-27", None),
        ("2013-11-27 25:00:00", None),
        ("2013-11-27 11:28:61", None),
        ("1969-07-20 20:17:40", None),
        ("27.11.2013 11:28:31", None),
        ("", None),
    ],
)
def test_clock_is_read_in_the_forms_that_occur(text: str, told: str | None) -> None:
    moment = clock_of(text)
    assert (None if moment is None else moment.isoformat()) == told


def mutated(content: bytes, seed: int, changes: int) -> bytes:
    """The content with bytes, tags or numbers changed, cut or doubled."""
    chance, out = random.Random(seed), bytearray(content)
    bits = (
        b"<",
        b">",
        b"&",
        b"\x00",
        b"\xff",
        b"-",
        b"9" * 30,
        b"nan",
        b"</",
        b"<!--",
        b"]]>",
        b"",
    )
    for _ in range(changes):
        at = chance.randrange(len(out) + 1)
        until = min(len(out), at + chance.choice((0, 1, 1, 5, 40)))
        out[at:until] = chance.choice((*bits, bytes(out[: chance.randrange(60)])))
    return bytes(out)


@given(seed=st.integers(0, 2**32), changes=st.integers(1, 12))
@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_mutated_metadata_give_a_product_or_a_reason_r6_2(
    tmp_path: Path, seed: int, changes: int
) -> None:
    gaofen, sentinel = tmp_path / "gaofen", tmp_path / "sentinel"
    if not gaofen.exists():
        gf1_delivery(gaofen)
        s2_delivery(sentinel)
    for folder, xml in ((gaofen, gf_xml()), (sentinel, s2_xml())):
        for path in folder.rglob("*.xml"):
            if path.name not in ("order.xml", "INSPIRE.xml", "MTD_TL.xml"):
                path.write_bytes(mutated(xml, seed, changes))
        # A reason is as good as a product; anything else that is raised fails the test.
        with suppress(ImageRefused):
            for product in products_in(folder, now=NOW):
                share = product.sensing.cloud_share
                assert share is None or 0.0 <= share <= 1.0
                assert product.acquisition is None or product.acquisition.start <= NOW
                assert product.footprint is not None or not product.raw
                assert len({file.key for file in product.files}) == len(product.files)


@given(st.binary(max_size=300))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_metadata_or_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xml").write_bytes(content)
    with suppress(ImageRefused):
        assert Metadata(tmp_path / "a.xml").root is not None
