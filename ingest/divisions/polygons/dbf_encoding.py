"""In which encoding the texts of a .dbf are written; most say nothing or something wrong.

A shapefile tells the encoding of its attributes in a .cpg beside it, in the language byte of the
.dbf, or nowhere: then the bytes themselves decide. UTF-8 is told with certainty, for other text
is hardly ever valid in it. GB 18030 and Latin-1 are told by likelihood: two-byte characters that
are Chinese of everyday use (GB 2312) speak for the one, anything else for the other.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from spatial.errors import SourceRefused

_HEADER, _DESCRIPTOR, _HEADER_END = 32, 32, 0x0D
_LANGUAGE_BYTE = 29

# The language bytes of Western code pages (0x03, 0x57) are left out: every program on a Chinese
# desk writes one of them, whatever it writes the texts in.
_LANGUAGES = {0x13: "cp932", 0x4D: "gb18030", 0x4F: "cp950", 0x78: "cp950", 0x7A: "gb18030"}

_CODE_PAGES = {"936": "gb18030", "950": "cp950", "65001": "utf-8"}

_WESTERN = ("cp1252", "iso8859-1", "iso8859-15", "ascii")

_PLAUSIBLE = 0.5


@dataclass(frozen=True, slots=True)
class DbfEncoding:
    """The encoding as Python names it. note: what was found out beside what the file declares."""

    name: str
    note: str | None


def encoding_of(dbf: bytes, cpg: str | None = None) -> DbfEncoding:
    """The encoding of a .dbf with the text of its .cpg, None where there is none.

    A declaration is believed where the bytes are valid in it. Plain ASCII needs none.
    Raises SourceRefused for what is no .dbf.
    """
    texts = b"\n".join(_texts(dbf))
    declared = _declared(dbf, cpg)
    if texts.isascii():
        return DbfEncoding(declared or "utf-8", None)
    found = _recognised(texts)
    # Any bytes are valid in a Western code page: such a declaration proves nothing against UTF-8.
    western = declared in _WESTERN and found == "utf-8"
    if declared is not None and not western and _valid_in(texts, declared):
        return DbfEncoding(declared, None)
    said = "declares no encoding" if declared is None else f"declares {declared}, which it is not"
    return DbfEncoding(found, f"the .dbf {said}; its texts are read as {found}")


def decoded(value: bytes, encoding: str) -> str:
    """The text of a field without its padding; a character cut by the field's width is left out.

    >>> decoded("浙江".encode()[:5], "utf-8")
    '浙'
    """
    return value.rstrip(b" \0").decode(encoding, errors="ignore").strip()


def _declared(dbf: bytes, cpg: str | None) -> str | None:
    if cpg is not None and cpg.strip():
        name = re.sub(r"^(OEM|ANSI|CP)\s*", "", cpg.strip().upper())
        name = _CODE_PAGES.get(name, name)
        for candidate in (name, f"cp{name}"):
            try:
                return codecs.lookup(candidate).name
            except LookupError:
                continue
    return _LANGUAGES.get(dbf[_LANGUAGE_BYTE])


def _recognised(texts: bytes) -> str:
    if _valid_in(texts, "utf-8"):
        return "utf-8"
    if _valid_in(texts, "gb18030"):
        foreign = [c for c in texts.decode("gb18030", errors="ignore") if not c.isascii()]
        everyday = sum(_in_gb2312(character) for character in foreign)
        if foreign and everyday / len(foreign) >= _PLAUSIBLE:
            return "gb18030"
    return "cp1252" if _valid_in(texts, "cp1252") else "iso8859-1"


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _valid_in(texts: bytes, encoding: str) -> bool:
    """Whether each text is valid, but for a last character that the width of its field cut."""
    for line in texts.split(b"\n"):
        try:
            line.decode(encoding)
        except UnicodeDecodeError as error:
            if error.end < len(line):
                return False
    return True


def _texts(dbf: bytes) -> Iterator[bytes]:
    """The names of the fields and the values of the character fields, without padding."""
    if len(dbf) <= _HEADER:
        raise SourceRefused("the .dbf is half written: it has no header")
    count = int.from_bytes(dbf[4:8], "little")
    start = int.from_bytes(dbf[8:10], "little")
    width = int.from_bytes(dbf[10:12], "little")
    offset, columns = 1, []
    for at in range(_HEADER, start, _DESCRIPTOR):
        descriptor = dbf[at : at + _DESCRIPTOR]
        if len(descriptor) < _DESCRIPTOR or descriptor[0] == _HEADER_END:
            break
        yield descriptor[:11].split(b"\0")[0]
        length = descriptor[16]
        if descriptor[11:12] == b"C":
            columns.append(slice(offset, offset + length))
        offset += length
    if start + count * width > len(dbf):
        raise SourceRefused(
            f"the .dbf is half written: {count} records of {width} bytes are declared"
        )
    for number in range(count):
        record = dbf[start + number * width : start + (number + 1) * width]
        for column in columns:
            yield record[column].rstrip(b" \0")
