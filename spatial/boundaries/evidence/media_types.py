"""What a file is, by its content: a name or what a sender says of it proves nothing."""

from __future__ import annotations

import io
import zipfile

PLAIN = frozenset({"text/plain", "text/csv", "application/json", "application/geo+json"})
"""Types of text, which content does not tell apart: the sender says which it is."""

PHOTOS = frozenset({"image/jpeg", "image/png", "image/heic", "image/tiff", "image/webp"})
"""Types that a photo may be of."""

_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)

_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"), "image/heic"),
    **dict.fromkeys((b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"M4V "), "video/mp4"),
    b"qt  ": "video/quicktime",
}

_OFFICE = "application/vnd.openxmlformats-officedocument."
_PARTS = (
    ("word/", f"{_OFFICE}wordprocessingml.document"),
    ("xl/", f"{_OFFICE}spreadsheetml.sheet"),
)


def media_type_of(content: bytes) -> str | None:
    """JPEG, PNG, TIFF, WebP, HEIC, PDF, MP4, QuickTime, DOCX or XLSX; None of anything else.

    Only what a file begins with is looked at, of DOCX and XLSX the list of their parts.

    >>> media_type_of(b"%PDF-1.7 ..."), media_type_of(b"%!PS"), media_type_of(b"")
    ('application/pdf', None, None)
    """
    for beginning, media_type in _BEGINNINGS:
        if content.startswith(beginning):
            return media_type
    if content[4:8] == b"ftyp":
        return _BRANDS.get(content[8:12])
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return _office_type(content) if content.startswith(b"PK\x03\x04") else None


def _office_type(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    found = (told for part, told in _PARTS if any(name.startswith(part) for name in names))
    return next(found, None)
