"""What an execute request asks: its inputs, its files and its wishes; with every fault and where.

Inputs come inline (18-062r2, 7.11.2). By reference they are refused: a server that fetches what
others name can be turned against its own network.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, BinaryIO

from pydantic import ValidationError
from starlette.datastructures import QueryParams

from spatial.api.processes.schemas import schemas_of
from spatial.errors import BadParameter, UnsupportedUpload, UploadTooLarge
from spatial.jobs.acceptance import GivenFile
from spatial.jobs.job import Response, Transmission, Wish, Wishes
from spatial.jobs.outputs import FileInput
from spatial.jobs.process import AnyProcess

MOST_JSON_BYTES = 64_000_000
"""Of a request as JSON; a larger table comes as the body itself."""

_MEMBERS = ("inputs", "outputs", "response", "subscriber")
_QUALIFIED = frozenset({"value", "mediaType", "encoding", "schema", "format", "type"})


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """inputs: as the model of the process writes them again."""

    inputs: Mapping[str, Any]
    files: Mapping[str, GivenFile]
    wishes: Wishes


@dataclass(slots=True)
class _Faults:
    """What is wrong, each with the JSON pointer (RFC 6901) of its place."""

    found: list[dict[str, str]] = field(default_factory=list)

    def add(self, pointer: str, what: str) -> None:
        self.found.append({"pointer": pointer, "what": what})

    def require_none(self) -> None:
        """Raises BadParameter with all that were found."""
        if self.found:
            raise BadParameter(
                "; ".join(f"{one['pointer'] or '/'}: {one['what']}" for one in self.found),
                faults=self.found,
            )


def question_of_json(process: AnyProcess, body: BinaryIO) -> AskedQuestion:
    """The question of a JSON document. Raises BadParameter with all faults, UploadTooLarge."""
    whole = body.read(MOST_JSON_BYTES + 1)
    if len(whole) > MOST_JSON_BYTES:
        raise UploadTooLarge(
            f"the request has more than {MOST_JSON_BYTES:,} bytes: send a table as the body itself "
            "with its own media type, and the other inputs as parameters of the address",
            most_bytes=MOST_JSON_BYTES,
        )
    said = _parsed(whole)
    faults = _Faults()
    for name in said.keys() - set(_MEMBERS):
        faults.add(f"/{_escaped(name)}", f"there is no such member: there are {_named(_MEMBERS)}")
    if "subscriber" in said:
        faults.add("/subscriber", "callbacks are not done: ask for the status of the job")
    inputs = said.get("inputs", {})
    if not isinstance(inputs, dict):
        faults.add("/inputs", "an object of inputs by name is wanted")
        inputs = {}
    wishes = _wishes(process, said.get("outputs"), said.get("response"), faults)
    return _question(process, inputs, {}, wishes, faults)


def question_of_table(
    process: AnyProcess, kind: str, body: BinaryIO, parameters: QueryParams
) -> AskedQuestion:
    """The question whose body is the one file of the process, and whose inputs are parameters.

    kind: media type of the body. Raises UnsupportedUpload where the process takes no such file, and
    BadParameter.
    """
    taking = [name for name, one in process.files.items() if kind in one.media_types]
    if not taking:
        kinds = [one for given in process.files.values() for one in given.media_types]
        raise UnsupportedUpload(
            f"{process.id} takes no body of the type {kind or 'unknown'}: send "
            f"{_named(['application/json', *kinds])}"
        )
    schemas, _ = schemas_of(process.inputs)
    inputs: dict[str, Any] = {}
    for name in parameters:
        many = parameters.getlist(name)
        listed = schemas.get(name, {}).get("type") == "array"
        inputs[name] = [one for text in many for one in text.split(",")] if listed else many[-1]
    files = {taking[0]: GivenFile(kind, body)}
    return _question(process, inputs, files, Wishes(), _Faults())


def accepting(wishes: Wishes, process: AnyProcess, media_types: list[str]) -> Wishes:
    """The wishes, with the one output in the first of those media types that it can have, where its
    format is not wished otherwise.
    """
    if len(process.outputs) != 1 or wishes.response is not Response.RAW:
        return wishes
    [name] = process.outputs
    wish = wishes.outputs.get(name, Wish())
    known = process.outputs[name].media_types
    first = next((one for one in media_types if one in known), None)
    if wish.media_type is not None or first is None:
        return wishes
    return Wishes({name: Wish(first, wish.transmission)}, wishes.response)


def _parsed(whole: bytes) -> dict[str, Any]:
    try:
        said = json.loads(whole, parse_float=_finite, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadParameter(f"the body is no JSON: {error}") from error
    if not isinstance(said, dict):
        raise BadParameter("the body is no JSON object: give inputs, outputs, response")
    return said


def _finite(said: str) -> float:
    number = float(said)
    if not isfinite(number):
        raise ValueError(f"{said} is larger than any number")
    return number


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _question(
    process: AnyProcess,
    inputs: Mapping[str, Any],
    files: dict[str, GivenFile],
    wishes: Wishes,
    faults: _Faults,
) -> AskedQuestion:
    schemas, _ = schemas_of(process.inputs)
    values: dict[str, Any] = {}
    for name, said in inputs.items():
        pointer = f"/inputs/{_escaped(name)}"
        if isinstance(said, dict) and "href" in said:
            faults.add(pointer, "inputs by reference are not taken: give the value itself")
        elif name in process.files:
            given = _file(process.files[name], said, pointer, faults)
            if given is not None:
                files[name] = given
        else:
            values[name] = _value(said, schemas.get(name, {}))
    for name, taken in process.files.items():
        if taken.required and name not in files and not faults.found:
            faults.add(f"/inputs/{name}", f"this file is needed: {_named(taken.media_types)}")
    stored: dict[str, Any] = {}
    try:
        model = process.inputs.model_validate(values)
        stored = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
        _require_storable(stored)
    except ValidationError as error:
        for one in error.errors():
            place = "".join(f"/{_escaped(str(part))}" for part in one["loc"])
            faults.add(f"/inputs{place}", one["msg"].removeprefix("Value error, "))
    except ValueError as error:
        faults.add("/inputs", str(error))
    faults.require_none()
    return AskedQuestion(stored, files, wishes)


def _require_storable(stored: Mapping[str, Any]) -> None:
    """Returns for what PostgreSQL keeps as JSON. Raises ValueError: no NUL, no half of a character,
    no number beyond all others.
    """
    written = json.dumps(stored, ensure_ascii=False, allow_nan=False)
    try:
        written.encode()
    except UnicodeEncodeError as error:
        raise ValueError("a text holds half of a character (a lone surrogate)") from error
    if "\\u0000" in written:
        raise ValueError("no text holds a NUL")


def _value(said: Any, schema: Mapping[str, Any]) -> Any:
    """What is given, out of its qualification (value with mediaType and so on) where it has one."""
    if not isinstance(said, dict) or "value" not in said or said.keys() - _QUALIFIED:
        return said
    value = said["value"]
    # An object whose only member is a value may be just that.
    return said if schema.get("type") == "object" and not isinstance(value, dict) else value


def _file(taken: FileInput, said: Any, pointer: str, faults: _Faults) -> GivenFile | None:
    kind: Any = taken.media_types[0]
    encoding: Any = None
    if isinstance(said, dict):
        # The standard writes them beside the value; WPS wrote them in a format.
        told = said | (said["format"] if isinstance(said.get("format"), dict) else {})
        kind, encoding = told.get("mediaType", kind), told.get("encoding")
        said = said.get("value")
    if kind not in taken.media_types:
        faults.add(f"{pointer}/mediaType", f"{kind!r} is not read: {_named(taken.media_types)}")
    elif not isinstance(said, str):
        faults.add(pointer, "a text is wanted, or an object with value, mediaType and encoding")
    elif encoding not in (None, "base64", "utf-8", "UTF-8"):
        faults.add(f"{pointer}/encoding", f"{encoding!r} is not read: base64, or none for a text")
    else:
        return _decoded(kind, said, pointer, faults, packed=encoding == "base64")
    return None


def _decoded(
    kind: str, said: str, pointer: str, faults: _Faults, *, packed: bool
) -> GivenFile | None:
    if not packed and not kind.startswith("text/"):
        faults.add(f"{pointer}/encoding", f"{kind} does not go into JSON: give it as base64")
        return None
    try:
        content = base64.b64decode(said, validate=True) if packed else said.encode()
    except (binascii.Error, ValueError) as error:
        faults.add(f"{pointer}/value", f"this cannot be read: {error}")
        return None
    return GivenFile(kind, io.BytesIO(content))


def _wishes(process: AnyProcess, outputs: Any, response: Any, faults: _Faults) -> Wishes:
    if response not in (None, *Response):
        faults.add("/response", f"{response!r} is none of {_named(Response)}")
        response = None
    if outputs is not None and not isinstance(outputs, dict):
        faults.add("/outputs", "an object of wished outputs by name is wanted")
        outputs = None
    found = dict(_each_wish(process, outputs or {}, faults))
    return Wishes(found, Response(response) if response else Response.RAW)


def _each_wish(
    process: AnyProcess, outputs: Mapping[str, Any], faults: _Faults
) -> Iterator[tuple[str, Wish]]:
    for name, said in outputs.items():
        pointer = f"/outputs/{_escaped(name)}"
        if name not in process.outputs:
            faults.add(pointer, f"there is no such output: there are {_named(process.outputs)}")
            continue
        if not isinstance(said, dict):
            faults.add(pointer, "an object is wanted: format, transmissionMode")
            continue
        mode = said.get("transmissionMode", Transmission.VALUE)
        if mode not in tuple(Transmission):
            faults.add(f"{pointer}/transmissionMode", f"{mode!r} is none of {_named(Transmission)}")
            continue
        form = said.get("format")
        kind = form.get("mediaType") if isinstance(form, dict) else None
        known = process.outputs[name].media_types
        if kind is not None and kind not in known:
            faults.add(f"{pointer}/format/mediaType", f"{kind!r} is none of {_named(known)}")
            continue
        yield name, Wish(kind, Transmission(mode))


def _escaped(name: str) -> str:
    """A name as part of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def _named(names: Any) -> str:
    return ", ".join(str(one) for one in names)
