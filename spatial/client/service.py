"""One platform behind an address: requests, what is tried again, and what becomes an exception."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import IO, Any, TypeVar

import httpx

from spatial.client.asking import parameters
from spatial.client.errors import NotUnderstood, ShikongError, Unreachable, error_of

Got = TypeVar("Got")

_LATER = frozenset({429, 502, 503, 504})
_LONGEST_PAUSE_S = 30.0
_IN_MEMORY = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the client waits, and how often it asks.

    timeout_s: for the next bytes of an answer. attempts: of a request that may be repeated, in all.
    pause_s: before the second one; each further pause is twice as long, more or less by a lot, so
    that many clients do not come back at once. What `Retry-After` says goes before it.
    """

    timeout_s: float = 60.0
    attempts: int = 4
    pause_s: float = 0.5


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A large answer that was taken to a temporary file, which ends with the block.

    kind: its media type, without parameters. headers: of the answer; names in small letters.
    """

    file: IO[bytes]
    kind: str
    headers: Mapping[str, str]


class Service:
    """A connection pool to one platform. Used by the areas of the client."""

    def __init__(
        self,
        address: str,
        *,
        token: str | None,
        patience: Patience,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if not address.startswith(("http://", "https://")):
            raise ValueError(f"{address!r} does not begin with http:// or https://")
        self.address = address.rstrip("/")
        self._token = token
        self._patience = patience
        self._sleep = sleep
        self._http = httpx.Client(
            base_url=self.address,
            timeout=patience.timeout_s,
            transport=transport,
            headers={"User-Agent": "shikong-client"},
            follow_redirects=True,
        )

    def __repr__(self) -> str:
        """The address; never the token."""
        return f"Service({self.address!r})"

    def close(self) -> None:
        """Ends all connections."""
        self._http.close()

    def get(self, path: str, **asked: Any) -> dict[str, Any]:
        """The JSON object at a path; parameters as in `asking.parameters`. Raises ShikongError."""
        return document_of(self.send("GET", path, params=asked))

    def post(self, path: str, json: Any, **asked: Any) -> dict[str, Any]:
        """The answer to a question in a body, which changes nothing and so may be repeated."""
        return document_of(self.send("POST", path, params=asked, json=json, repeatable=True))

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
    ) -> httpx.Response:
        """An answer without an error, whole in memory.

        path: below the address, or a whole address that the platform gave. repeatable: whether it
        may be sent again when no answer came; only GET where left out. Raises ShikongError.
        """
        request = self._request(method, path, params, json, content, headers)
        again = method == "GET" if repeatable is None else repeatable
        return self._tried(lambda: self._once(request), again=again)

    @contextmanager
    def download(
        self, path: str, *, accept: str, params: Mapping[str, Any] | None = None
    ) -> Iterator[Downloaded]:
        """A large answer in a temporary file (in memory while it is small). Raises ShikongError."""
        request = self._request("GET", path, params, None, None, {"Accept": accept})
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
            headers = self._tried(lambda: self._into(request, file), again=True)
            file.seek(0)
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            yield Downloaded(file, kind, headers)

    def _request(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None,
        json: Any,
        content: bytes | None,
        headers: Mapping[str, str] | None,
    ) -> httpx.Request:
        told = dict(headers or {})
        url = self._http.base_url.join(path) if "://" in path else httpx.URL(self.address + path)
        # A token is for the platform alone, wherever a link may lead.
        if self._token is not None and _origin(url) == _origin(httpx.URL(self.address)):
            told["Authorization"] = f"Bearer {self._token}"
        return self._http.build_request(
            method,
            url,
            params=parameters(params) if params else None,
            json=json,
            content=content,
            headers=told,
        )

    def _once(self, request: httpx.Request) -> httpx.Response:
        answer = self._http.send(request)
        require_success(answer)
        return answer

    def _into(self, request: httpx.Request, file: IO[bytes]) -> dict[str, str]:
        file.seek(0)
        file.truncate()
        answer = self._http.send(request, stream=True)
        try:
            if answer.is_error:
                answer.read()
            require_success(answer)
            for piece in answer.iter_bytes():
                file.write(piece)
        finally:
            answer.close()
        return {name.lower(): value for name, value in answer.headers.items()}

    def _tried(self, ask: Callable[[], Got], *, again: bool) -> Got:
        attempts = self._patience.attempts if again else 1
        for attempt in range(1, attempts + 1):
            try:
                return ask()
            except _Later as later:
                if attempt == attempts:
                    raise later.error from None
                self._sleep(later.pause_s or self._pause(attempt))
            except httpx.TransportError as error:
                if attempt == attempts:
                    raise Unreachable(
                        f"{self.address} did not answer: {error or type(error).__name__}"
                    ) from error
                self._sleep(self._pause(attempt))
        raise AssertionError("there is a last attempt")

    def _pause(self, attempt: int) -> float:
        longest = self._patience.pause_s * 2.0 ** (attempt - 1)
        return min(longest * random.uniform(0.5, 1.5), _LONGEST_PAUSE_S)  # noqa: S311 (no secret)


class _Later(Exception):
    """An answer that says: later. pause_s: for how long, None where it does not say."""

    def __init__(self, error: ShikongError, pause_s: float | None) -> None:
        super().__init__()
        self.error, self.pause_s = error, pause_s


def require_success(answer: httpx.Response) -> None:
    """Returns when an answer is no error. Raises ShikongError, or _Later where it says so."""
    if answer.is_success:
        return
    told = None
    if "json" in answer.headers.get("content-type", ""):
        try:
            told = answer.json()
        except ValueError:
            told = None
    error = error_of(answer.status_code, told if isinstance(told, dict) else None, answer.text)
    if answer.status_code in _LATER:
        raise _Later(error, _wanted_pause(answer.headers.get("retry-after")))
    raise error


def document_of(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer. Raises NotUnderstood."""
    try:
        document = answer.json()
    except ValueError:
        document = None
    if not isinstance(document, dict):
        kind = answer.headers.get("content-type", "nothing")
        raise NotUnderstood(f"{answer.url.copy_with(query=None)} answered {kind}, no JSON object")
    return document


def _wanted_pause(told: str | None) -> float | None:
    """The seconds of Retry-After (RFC 9110, 10.2.3): a number, or the instant from which on."""
    if told is None:
        return None
    if told.strip().isdigit():
        return min(float(told), _LONGEST_PAUSE_S)
    try:
        instant = parsedate_to_datetime(told)
    except ValueError:
        return None
    return min(max((instant - datetime.now(UTC)).total_seconds(), 0.0), _LONGEST_PAUSE_S)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
