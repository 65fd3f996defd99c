"""Exception reports of WMTS (OGC 07-057r7, 7.1.4 and table 24; OWS Common 06-121r9, clause 8)."""

from __future__ import annotations

from http import HTTPStatus
from xml.etree import ElementTree

from fastapi.responses import Response

OWS = "http://www.opengis.net/ows/1.1"
XML = "application/xml"


class WmtsException(Exception):
    """What a WMTS says when it cannot answer. code: of table 24. locator: the parameter."""

    def __init__(
        self,
        code: str,
        said: str,
        locator: str | None = None,
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
    ) -> None:
        super().__init__(said)
        self.code = code
        self.locator = locator
        self.status = status


def report(error: WmtsException) -> Response:
    """The exception report as an answer."""
    ElementTree.register_namespace("ows", OWS)
    root = ElementTree.Element(f"{{{OWS}}}ExceptionReport", {"version": "1.1.0", "xml:lang": "en"})
    one = ElementTree.SubElement(root, f"{{{OWS}}}Exception", {"exceptionCode": error.code})
    if error.locator is not None:
        one.set("locator", error.locator)
    ElementTree.SubElement(one, f"{{{OWS}}}ExceptionText").text = str(error)
    return Response(
        ElementTree.tostring(root, encoding="utf-8", xml_declaration=True),
        status_code=error.status,
        media_type=XML,
    )
