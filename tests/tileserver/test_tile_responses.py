from __future__ import annotations

import gzip

import pytest
from fastapi import Request

from tileserver.responses import MVT, Content, accepts_gzip, tile_response

BODY = b"a tile that repeats itself " * 40


def request(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": raw})


def test_answer_carries_etag_type_and_age() -> None:
    answer = tile_response(request(), BODY, MVT, max_age_s=3600)
    assert answer.status_code == 200
    assert answer.body == BODY
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert answer.headers["content-type"] == MVT
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in answer.headers


def test_etag_follows_the_content_only() -> None:
    def etag(body: bytes, **headers: str) -> str:
        answer = tile_response(request(**headers), body, MVT, max_age_s=1)
        return answer.headers["etag"]

    assert etag(BODY) == etag(BODY, accept_encoding="gzip")
    assert etag(BODY) != etag(BODY + b".")


def test_known_etag_is_not_sent_again() -> None:
    etag = tile_response(request(), BODY, MVT, max_age_s=1).headers["etag"]
    for tags in (etag, f'"other", {etag}', etag.removeprefix("W/"), "*"):
        answer = tile_response(request(if_none_match=tags), BODY, MVT, max_age_s=1)
        assert answer.status_code == 304
        assert answer.body == b""
        assert answer.headers["etag"] == etag
        assert answer.headers["cache-control"] == "public, max-age=1"


def test_other_etag_is_answered_whole() -> None:
    answer = tile_response(request(if_none_match='W/"other"'), BODY, MVT, max_age_s=1)
    assert (answer.status_code, answer.body) == (200, BODY)


def test_gzip_goes_to_those_who_take_it() -> None:
    answer = tile_response(request(accept_encoding="gzip, br"), BODY, MVT, max_age_s=1)
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.body) == BODY
    assert int(answer.headers["content-length"]) == len(answer.body) < len(BODY)


def test_gzip_bytes_are_the_same_at_any_time() -> None:
    assert Content.of(BODY, MVT) == Content.of(BODY, MVT)


@pytest.mark.parametrize(
    ("body", "media_type"), [(BODY, "image/png"), (b"short", MVT)], ids=["image", "short"]
)
def test_gzip_is_left_where_it_gains_nothing(body: bytes, media_type: str) -> None:
    answer = tile_response(request(accept_encoding="gzip"), body, media_type, max_age_s=1)
    assert "content-encoding" not in answer.headers
    assert answer.body == body


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        (None, False),
        ("", False),
        ("identity", False),
        ("gzip", True),
        ("GZIP", True),
        ("br, gzip;q=0.1", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("*", True),
        ("*;q=0", False),
        ("gzip;q=0, *;q=1", False),
        ("gzip;q=high", False),
    ],
)
def test_accept_encoding_is_read_with_its_weights(header: str | None, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted


def test_empty_body_is_no_content() -> None:
    answer = tile_response(request(if_none_match="*"), b"", MVT, max_age_s=60, headers={"X-A": "b"})
    assert answer.status_code == 204
    assert answer.body == b""
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert answer.headers["x-a"] == "b"
