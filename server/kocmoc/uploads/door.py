"""`/files/…`: the bytes, to whoever may see them now. Asked at every request, because that can change."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Literal
from urllib.parse import quote

from litestar.datastructures import Headers
from litestar.types import Receive, Send

from kocmoc.core import http
from kocmoc.core.db import Database
from kocmoc.core.errors import MethodNotAllowed, Problem
from kocmoc.core.principal import Principal
from kocmoc.uploads import ranges, store
from kocmoc.uploads.errors import FileNotFound
from kocmoc.uploads.ranges import Span, Unsatisfiable
from kocmoc.uploads.storage import Storage, place
from kocmoc.uploads.types import AVATARS, Stored

COOKIE = "kocmoc_files"
PREFIX = "/files/"
_WEEK = 604_800
_SHOWN = ("image/", "video/", "audio/")

Admit = Callable[[str, Literal["access", "files"]], Principal]


class Line:
    """To whoever asked. They may hang up in the middle, and then nothing more is read for them."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self.send = send
        self._receive = receive

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[Callable[[], bool]]:
        """Whether they have hung up can be asked as long as the block lasts."""
        end = asyncio.create_task(self._end())
        try:
            yield end.done
        finally:
            end.cancel()
            await asyncio.wait([end])

    async def _end(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass


class Files:
    """An ASGI application of its own: a file is no JSON, and a browser that shows one carries a cookie."""

    def __init__(self, admit: Admit, database: Database, storage: Storage, accel_prefix: str | None) -> None:
        self._admit = admit
        self._database = database
        self._storage = storage
        self._accel_prefix = accel_prefix

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        try:
            await self._serve(scope, receive, send)
        except Problem:
            raise
        except Exception as error:
            raise http.explain(error) from error

    async def _serve(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            raise MethodNotAllowed("GET, HEAD")
        headers = Headers.from_scope(scope)
        file = await self._find(scope["path"].removeprefix(PREFIX), headers)
        await self._answer(file, headers, Line(receive, send), with_body=scope["method"] == "GET")

    async def _find(self, key: str, headers: Headers) -> Stored:
        if not key.isprintable():
            raise FileNotFound
        if key.startswith(AVATARS):
            file = await store.find_avatar(self._database, key.removeprefix(AVATARS))
        else:
            file = await store.find_visible(self._database, self._who(headers).id, key)
        if file is None:
            raise FileNotFound
        return file

    def _who(self, headers: Headers) -> Principal:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._admit(token.strip(), "access")
        return self._admit(_cookie(headers), "files")

    async def _answer(self, file: Stored, headers: Headers, line: Line, *, with_body: bool) -> None:
        about = _about(file)
        if _is_known(headers.get("if-none-match", ""), file):
            await _send(line, 304, about)
            return
        if self._accel_prefix and with_body:
            await _send(line, 200, [*about, ("x-accel-redirect", self._accel_prefix + quote(place(file.key)))])
            return
        try:
            span = _span(headers, file)
        except Unsatisfiable:
            await _send(line, 416, [*about, ("content-range", f"bytes */{file.size}")])
            return
        if span:
            about.append(("content-range", f"bytes {span.start}-{span.end - 1}/{file.size}"))
        start, end = span or Span(0, file.size)
        about.append(("content-length", str(end - start)))
        body = self._storage.read(file.key, start, end) if with_body and end > start else _nothing()
        await _stream(line, 206 if span else 200, about, body)


def _about(file: Stored) -> list[tuple[str, str]]:
    public = file.key.startswith(AVATARS)
    kind = "inline" if file.mime.startswith(_SHOWN) else "attachment"
    return [
        ("content-type", f"{file.mime}; charset=utf-8" if file.mime == "text/plain" else file.mime),
        ("content-disposition", f"{kind}; filename*=UTF-8''{quote(file.name, safe='')}"),
        ("content-security-policy", "default-src 'none'; img-src 'self'; media-src 'self'; sandbox"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", f"{'public' if public else 'private'}, max-age={_WEEK}, immutable"),
        ("accept-ranges", "bytes"),
        ("etag", _etag(file)),
    ]


def _etag(file: Stored) -> str:
    return f'"{file.key}"'


def _is_known(asked: str, file: Stored) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in asked.split(",")]
    return "*" in tags or _etag(file) in tags


def _span(headers: Headers, file: Stored) -> Span | None:
    """A part is only of use to whoever has the other parts of the same file."""
    if headers.get("if-range", _etag(file)) != _etag(file):
        return None
    return ranges.parse(headers.get("range", ""), file.size)


def _cookie(headers: Headers) -> str:
    """Not by `http.cookies`: one odd cookie of whatever else lives at this address would hide ours."""
    pairs = (each.strip().partition("=") for each in headers.get("cookie", "").split(";"))
    return next((value for name, _, value in pairs if name == COOKIE), "")


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield


async def _send(line: Line, status: int, headers: list[tuple[str, str]]) -> None:
    about = [*headers, ("content-length", "0")] if status != 304 else headers
    await _stream(line, status, about, _nothing())


async def _stream(line: Line, status: int, headers: list[tuple[str, str]], body: AsyncIterator[bytes]) -> None:
    """The first piece is read before anything is said, so that storage that is away is still a 503.

    What fails later can only be cut off: a body that does not end tells the client that it is not whole.
    """
    first = await anext(body, b"")
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    await line.send({"type": "http.response.start", "status": status, "headers": raw})
    await line.send({"type": "http.response.body", "body": first, "more_body": True})
    try:
        async with line.watched() as has_hung_up:
            async for piece in body:
                if has_hung_up():
                    return
                await line.send({"type": "http.response.body", "body": piece, "more_body": True})
    except Problem:
        return
    await line.send({"type": "http.response.body", "body": b"", "more_body": False})
