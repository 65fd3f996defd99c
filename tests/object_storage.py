"""A small object storage that speaks S3: listing, HEAD and GET of one bucket, keys checked."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.sax.saxutils import escape

KEY = "AKIAOFATEST"
SECRET = "a-secret-of-a-test"
PAGE = 3


@dataclass
class Storage:
    """What is in the bucket `images`. asked: the keys that were got. short: keys cut half-way."""

    address: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    short: set[str] = field(default_factory=set)

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which obstore finds it."""
        return {
            "AWS_ENDPOINT": self.address,
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
        }


@contextmanager
def object_storage() -> Iterator[Storage]:
    """A storage that answers while the block lasts."""
    storage = Storage()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self._object(with_body=False)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if unquote(parts.path).strip("/") == "images":
                self._list(parse_qs(parts.query))
            else:
                self._object(with_body=True)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

        def _allowed(self) -> bool:
            if f"Credential={KEY}/" in self.headers.get("Authorization", ""):
                return True
            self._answer(403, b"<Error><Code>AccessDenied</Code></Error>")
            return False

        def _list(self, query: dict[str, list[str]]) -> None:
            if not self._allowed():
                return
            prefix = query.get("prefix", [""])[0]
            after = query.get("continuation-token", [""])[0]
            keys = [k for k in sorted(storage.objects) if k.startswith(prefix) and k > after]
            page = keys[:PAGE]
            rows = "".join(
                f"<Contents><Key>{escape(quote(key, safe='/'))}</Key>"
                "<LastModified>2024-05-03T00:00:00.000Z</LastModified>"
                f"<ETag>&quot;{_tag(storage.objects[key])}&quot;</ETag>"
                f"<Size>{len(storage.objects[key])}</Size></Contents>"
                for key in page
            )
            more = len(keys) > PAGE
            token = (
                f"<NextContinuationToken>{escape(page[-1] if page else '')}</NextContinuationToken>"
                * more
            )
            self._answer(
                200,
                f"<ListBucketResult><Name>images</Name><EncodingType>url</EncodingType>"
                f"<KeyCount>{len(page)}</KeyCount><IsTruncated>{str(more).lower()}</IsTruncated>"
                f"{token}{rows}</ListBucketResult>".encode(),
            )

        def _object(self, *, with_body: bool) -> None:
            if not self._allowed():
                return
            key = unquote(urlsplit(self.path).path).removeprefix("/images/")
            body = storage.objects.get(key)
            if body is None:
                self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>" * with_body)
                return
            if with_body:
                storage.asked.append(key)
                if key in storage.short:
                    # As a storage whose object changed between its listing and its reading.
                    body = body[: len(body) // 2]
            self._answer(200, body, with_body=with_body)

        def _answer(self, status: int, body: bytes, *, with_body: bool = True) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", f'"{_tag(body)}"')
            self.send_header("Last-Modified", "Fri, 03 May 2024 00:00:00 GMT")
            self.end_headers()
            if with_body:
                self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    storage.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield storage
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _tag(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]
