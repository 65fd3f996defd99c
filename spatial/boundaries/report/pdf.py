"""The page of the report as PDF. Pictures come from where the caller says, never from a network."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

_HOME = "https://bundle.invalid/"
# No such host can be: it only makes names of files addresses.
_DPI = 200
_QUALITY = 80


def pdf_of(page: str, picture: Callable[[str], bytes]) -> bytes:
    """A4 pages. picture: the bytes of a file of the folder by its name, KeyError for none.

    Photos are made smaller for it; the files beside it are as they came. The same page and
    pictures give the same bytes with the same fonts and versions of the library.
    """
    # Loaded by the first report: it takes a second and libraries of the system.
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFolder(URLFetcher):  # type: ignore[misc]
        """Knows the files of the folder, and no other address."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith(_HOME):
                raise ValueError(f"the report refers to nothing outside it: {url}")
            name = unquote(url.removeprefix(_HOME))
            kind = {"Content-Type": "image/svg+xml"} if name.endswith(".svg") else {}
            return URLFetcherResponse(url, io.BytesIO(picture(name)), kind)

    document = HTML(string=page, base_url=_HOME, url_fetcher=OwnFolder(fail_on_errors=True))
    made: bytes = document.write_pdf(dpi=_DPI, jpeg_quality=_QUALITY, optimize_images=True)
    return made
