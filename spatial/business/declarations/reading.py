"""Declarations as people write them: YAML or JSON, read strictly, refused with the faulty paths."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from spatial.access.declaration import Grade
from spatial.business.declarations.model import LINES, DatasetDeclaration
from spatial.errors import BadDeclaration

MOST_BYTES = 1 << 20
"""A declaration is some hundred lines; a longer text is something else."""

LEAST_CELL = 3
"""Of persons' records: a lower number protects nobody, for who is one of two knows the other."""

_DEEPEST = 12


def read_declarations(content: bytes, source: str = "") -> list[DatasetDeclaration]:
    """The declarations of a text: one dataset per YAML document (`---` between them); JSON is YAML.

    source: the file's name, for the message. Anchors and tags are refused, as is a key that stands
    twice or that nobody knows.
    Raises BadDeclaration with a `where` and a `what` for each fault.
    """
    documents = _documents(content, source)
    if not documents:
        raise bad_declaration([("", "the text declares nothing")], source)
    faults: list[tuple[str, str]] = []
    found: list[DatasetDeclaration] = []
    for number, document in enumerate(documents, start=1):
        where = "" if len(documents) == 1 else f"document {number}"
        try:
            found.append(_declaration(document))
        except ValidationError as error:
            faults += [(_joined(where, path), what) for path, what in _faults(error, document)]
        except BadDeclaration as error:
            faults += [(_joined(where, path), what) for path, what in faults_of(error)]
    twice = sorted({one.id for one in found if [same.id for same in found].count(one.id) > 1})
    faults += [("id", f"{identifier} is declared more than once") for identifier in twice]
    if faults:
        raise bad_declaration(faults, source)
    return found


def read_declaration(content: bytes, source: str = "") -> DatasetDeclaration:
    """The one declaration of a text. Raises BadDeclaration, for several too."""
    found = read_declarations(content, source)
    if len(found) > 1:
        raise bad_declaration(
            [("", f"one dataset is declared at a time, not {len(found)}")], source
        )
    return found[0]


def bad_declaration(faults: Iterable[tuple[str, str]], source: str = "") -> BadDeclaration:
    """The error for faults (path, what is wrong)."""
    listed = [{"where": path, "what": what} for path, what in faults]
    told = "; ".join(f"{one['where']}: {one['what']}".lstrip(": ") for one in listed)
    return BadDeclaration(f"{source}: {told}" if source else told, faults=listed)


def faults_of(error: BadDeclaration) -> list[tuple[str, str]]:
    """The faults (path, what is wrong) of an error."""
    faults = error.members.get("faults", [])
    assert isinstance(faults, list)
    return [(one["where"], one["what"]) for one in faults]


def _declaration(document: object) -> DatasetDeclaration:
    if not isinstance(document, dict):
        raise bad_declaration([("", "a declaration is a mapping of keys to values")])
    # Of JSON's types: so texts of enumerations are read strictly, and a number is no text.
    read = DatasetDeclaration.model_validate_json(json.dumps(document, ensure_ascii=False))
    faults = list(_against_owners(read))
    if faults:
        raise bad_declaration(faults)
    return read


def _against_owners(read: DatasetDeclaration) -> Iterator[tuple[str, str]]:
    """What is asked of whoever declares today; what is stored is read as it was declared once."""
    if read.line not in LINES:
        yield "line", f"there is no line {read.line!r}: one of {'、'.join(LINES)}"
    if read.grade.closed and read.minimum_cell < LEAST_CELL:
        what = f"counts of {read.grade} records below {LEAST_CELL} or more are not shown"
        yield "minimum_cell", f"{what}: declare how many"
    if read.grade is Grade.OPEN:
        for number, field in enumerate(read.fields):
            if field.grade.closed:
                yield (
                    f"fields[{number} {field.name}].grade",
                    f"open records are listed whole: one with a {field.grade} field is not open",
                )


def _faults(error: ValidationError, document: object) -> list[tuple[str, str]]:
    return [
        (path_in(document, fault["loc"]), fault["msg"].removeprefix("Value error, "))
        for fault in error.errors(include_url=False)
    ]


def path_in(document: object, location: Sequence[int | str]) -> str:
    """A fault's place as a reader finds it: `indicators[2 care_beds].unit`.

    Entries of lists bear their number, from 0, and their id or name where they have one.
    """
    path, here = "", document
    for part in location:
        if isinstance(part, int):
            here = here[part] if isinstance(here, list) and part < len(here) else None
            name = here.get("id", here.get("name")) if isinstance(here, dict) else None
            path += f"[{part} {name}]" if isinstance(name, str) else f"[{part}]"
        else:
            here = here.get(part) if isinstance(here, dict) else None
            path = _joined(path, part, ".")
    return path


def _joined(before: str, after: str, by: str = ": ") -> str:
    return f"{before}{by}{after}" if before and after else before or after


def _documents(content: bytes, source: str) -> list[object]:
    import yaml

    if len(content) > MOST_BYTES:
        raise bad_declaration([("", f"the text is longer than {MOST_BYTES:,} bytes")], source)
    try:
        told = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise bad_declaration([("", f"not UTF-8 (byte {error.start})")], source) from error
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        roots = list(yaml.compose_all(told, Loader=loader))
        found = [_Document().value(node, "", 0) for node in roots if node is not None]
        return [document for document in found if document is not None]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = "" if mark is None else f"line {mark.line + 1}, column {mark.column + 1}"
        raise bad_declaration([(where, error.problem or "no YAML")], source) from error
    except yaml.YAMLError as error:
        raise bad_declaration([("", f"no YAML: {error}")], source) from error
    except RecursionError as error:
        raise bad_declaration([("", "nested too deeply")], source) from error
    except BadDeclaration as error:
        raise bad_declaration(faults_of(error), source) from error


class _Document:
    """A document's nodes as values of JSON's types, with the traps of YAML 1.1 left out.

    `yes`, `12:30` and `2024-01-05` are texts here, not a truth, a number and a day.
    """

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def value(self, node: Any, path: str, depth: int) -> object:
        """The value of a node. Raises BadDeclaration."""
        line = f"line {node.start_mark.line + 1}"
        if id(node) in self._seen:
            raise bad_declaration([(path, f"anchors and aliases are not read ({line})")])
        self._seen.add(id(node))
        if depth > _DEEPEST:
            raise bad_declaration([(path, f"nested too deeply ({line})")])
        if node.tag.removeprefix(_TAG) not in _KINDS:
            raise bad_declaration([(path, f"the tag {node.tag} is not read ({line})")])
        if node.id == "sequence":
            return [
                self.value(item, f"{path}[{number}]", depth + 1)
                for number, item in enumerate(node.value)
            ]
        if node.id == "mapping":
            return self._mapping(node, path, depth)
        return _scalar(node.tag.removeprefix(_TAG), node.value)

    def _mapping(self, node: Any, path: str, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, item in node.value:
            line = f"line {key.start_mark.line + 1}"
            if key.id != "scalar":
                raise bad_declaration([(path, f"a key is a text ({line})")])
            here = _joined(path, key.value, ".")
            if key.value in found:
                raise bad_declaration([(here, f"the key stands there more than once ({line})")])
            found[key.value] = self.value(item, here, depth + 1)
        return found


_TAG = "tag:yaml.org,2002:"
_KINDS = frozenset(
    ("map", "seq", "str", "null", "bool", "int", "float", "timestamp", "merge", "value")
)
_TRUTHS = {"true": True, "false": False}


def _scalar(kind: str, told: str) -> object:
    if kind == "null":
        return None
    if kind == "bool":
        return _TRUTHS.get(told.lower(), told)
    if kind == "int" and re.fullmatch(r"[-+]?[0-9]{1,30}", told):
        return int(told)
    if kind == "float" and re.fullmatch(r"[-+]?[0-9]{1,30}\.[0-9]{1,30}", told):
        return float(told)
    return told
