"""Fetching the page a link leads to, as carefully as a stranger's word deserves.

The name is resolved once and the connection goes to the very address that was looked at, so a name that changes its
mind in between (DNS rebinding) gains nothing; each redirect is looked at anew. Time, size and number are bounded.
"""

import asyncio
import socket
import ssl
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import httptools

from kocmoc.messages.previews.addresses import MayVisit, is_public

SECONDS = 5.0
MAX_BYTES = 256 * 1024
MAX_PICTURE_BYTES = 4 * 1024 * 1024
MAX_REDIRECTS = 3
_READ = 16 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class NotFetched(Exception):
    """There is nothing to show, and nobody needs to know why."""


class _Wanted(NamedTuple):
    """What is asked for: of which type, and how much of it at most."""

    accept: str
    kind: str
    max_bytes: int
    is_page: bool


_PAGE = _Wanted("text/html,application/xhtml+xml", "html", MAX_BYTES, is_page=True)
_PICTURE = _Wanted("image/webp,image/png,image/jpeg,image/gif", "image/", MAX_PICTURE_BYTES, is_page=False)


class Page(NamedTuple):
    """The beginning of a page: what it says its type is, and its first bytes."""

    url: str
    content_type: str
    body: bytes


class Fetcher:
    """`may_visit` decides over every address and port before anything is sent there."""

    def __init__(self, may_visit: MayVisit = is_public) -> None:
        self._may_visit = may_visit
        self._tls = ssl.create_default_context()

    async def fetch(self, url: str) -> Page:
        """The beginning of a page. Raises NotFetched."""
        return await self._fetch(url, _PAGE)

    async def fetch_picture(self, url: str) -> bytes:
        """A picture, whole. Raises NotFetched."""
        return (await self._fetch(url, _PICTURE)).body

    async def _fetch(self, url: str, wanted: _Wanted) -> Page:
        try:
            async with asyncio.timeout(SECONDS):
                for _ in range(MAX_REDIRECTS + 1):
                    answer = await self._get(url, wanted)
                    if answer.status not in _REDIRECTS:
                        return _page(url, answer, wanted)
                    url = urljoin(url, answer.headers.get("location", ""))
        except (OSError, ValueError, TimeoutError, httptools.HttpParserError) as error:
            raise NotFetched(repr(error)) from None
        raise NotFetched("too many redirects")

    async def _get(self, url: str, wanted: _Wanted) -> "_Answer":
        target = urlsplit(url)
        host, port = _host(target)
        address = await self._resolve(host, port)
        tls = self._tls if target.scheme == "https" else None
        reader, writer = await asyncio.open_connection(
            address, port, ssl=tls, server_hostname=host if tls else None, limit=_READ
        )
        try:
            writer.write(_request(target, host, wanted.accept))
            return await _read(reader, wanted)
        finally:
            writer.transport.abort()
            with suppress(OSError):
                await writer.wait_closed()

    async def _resolve(self, host: str, port: int) -> str:
        """One of its addresses, if all of them may be visited."""
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(where[0]) for *_, where in found]
        if not addresses or not all(self._may_visit(address, port) for address in addresses):
            raise NotFetched("not a place to visit")
        return addresses[0]


class _Answer:
    """What the parser makes of the bytes that come."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self.headers: dict[str, str] = {}
        self.body = bytearray()
        self.status = 0
        self.is_complete = False
        self.is_cut = False
        self._parser = httptools.HttpResponseParser(self)

    def feed(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self.status = self._parser.get_status_code()
        # Of anything but what is wanted the head is enough.
        self.is_complete = self.status != 200 or self._kind not in self.headers.get("content-type", "")

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.is_complete = True


async def _read(reader: asyncio.StreamReader, wanted: _Wanted) -> _Answer:
    """As much as is needed: the whole head of the page, or as much of it as anybody should have."""
    answer, left = _Answer(wanted.kind), wanted.max_bytes
    while not answer.is_complete and left > 0 and (data := await reader.read(min(_READ, left))):
        answer.feed(data)
        left -= len(data)
        if wanted.is_page and b"</head" in answer.body:
            break
    answer.is_cut = left <= 0
    return answer


def _page(url: str, answer: _Answer, wanted: _Wanted) -> Page:
    content_type = answer.headers.get("content-type", "")
    if answer.status != 200 or wanted.kind not in content_type:
        raise NotFetched(f"{answer.status} {content_type}")
    if not wanted.is_page and answer.is_cut:
        raise NotFetched("too large a picture")
    return Page(url, content_type, bytes(answer.body))


def _host(target: SplitResult) -> tuple[str, int]:
    if target.scheme not in ("http", "https") or not target.hostname or target.username is not None:
        raise NotFetched("not a page of the web")
    host = target.hostname.encode("idna").decode() if not target.hostname.isascii() else target.hostname
    return host, target.port or (443 if target.scheme == "https" else 80)


def _request(target: SplitResult, host: str, accept: str) -> bytes:
    path = quote(target.path or "/", safe="%/:=&~+!$,;'@()*[]")
    query = "?" + quote(target.query, safe="%/:=&~+!$,;'@()*[]?") if target.query else ""
    shown = f"[{host}]" if ":" in host else host
    place = f"{shown}:{target.port}" if target.port else shown
    lines = (
        f"GET {path}{query} HTTP/1.1",
        f"Host: {place}",
        "User-Agent: KOCMOC (link preview)",
        f"Accept: {accept}",
        "Accept-Encoding: identity",
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")
