"""A form with a file in it, taken from the wire piece by piece: what has come is on the disk, never all in memory."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic
from typing import Any, Generic

import msgspec
from litestar import Request
from litestar.exceptions import HTTPException
from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser, parse_options_header

from kocmoc import studio
from kocmoc.core import http
from kocmoc.core.errors import Invalid
from kocmoc.uploads.errors import EmptyFile, FileTooLarge, NoForm, NotAForm, TooSlow, TypeNotAllowed
from kocmoc.uploads.types import Form, Incoming, Parcel

STALL_SECONDS = 30.0
# Slower than this on the whole is no network, but somebody who keeps a place occupied byte by byte.
SLOWEST_BYTES_A_SECOND = 1024
# What wraps the file: boundaries, headers, and the other fields.
WRAPPING_BYTES = 64 * 1024
_FIELD_BYTES = 8 * 1024
# Of the other fields these are text; what else there is, numbers and lists, is written as JSON.
_TEXT = ("kind", "emoji")
# A write to the disk may take a while, so it is done beside the loop, and not for every packet.
_BUFFER_BYTES = 256 * 1024


def incoming(request: Request[Any, Any, Any]) -> Incoming:
    """The upload a request brings, from its head alone."""
    length = request.headers.get("content-length", "")
    return Incoming(
        address=request.scope["state"].get("address", "unknown"),
        content_type=request.headers.get("content-type", ""),
        length=int(length) if length.isdecimal() and len(length) < 19 else None,
        body=request.stream(),
    )


class Reception(Generic[Form]):
    """Takes one form, into `folder`. Refuses as soon as it knows, while the rest is still arriving."""

    def __init__(self, folder: Path, max_bytes: int, form: type[Form]) -> None:
        self._folder = folder
        self._form = form
        self._max_bytes = max_bytes
        self._fields: dict[str, bytearray] = {}
        self._part: bytearray | _File | None = None
        self._file: _File | None = None

    async def take(self, upload: Incoming) -> Parcel[Form]:
        if upload.length is not None and upload.length > self._max_bytes + WRAPPING_BYTES:
            raise FileTooLarge
        arrived = 0
        try:
            parser = _parser(upload.content_type, parts=1 + len(self._form.__struct_fields__))
            async for chunk in _in_time(upload.body):
                arrived += len(chunk)
                if arrived > self._max_bytes + WRAPPING_BYTES:  # what comes before the form or after it counts as well
                    raise FileTooLarge
                for event in parser.parse(chunk) if chunk else ():
                    await self._hear(event)
            parser.close(check_complete=True)
        except ParserLimitReached:
            raise Invalid.field("", "The form has more parts, or longer headers, than expected") from None
        except (MultipartError, HTTPException):
            raise NotAForm from None
        return await self._parcel()

    async def close(self) -> None:
        if self._file is not None:
            await self._file.close()

    async def _hear(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        if isinstance(event, MultipartSegment):
            self._part = self._begin(event)
        elif isinstance(self._part, _File):
            await self._part.add(event)
        elif isinstance(self._part, bytearray) and event is not None:
            self._part += event
            if len(self._part) > _FIELD_BYTES:
                raise Invalid.field("", "A field of the form is too long")

    def _begin(self, segment: MultipartSegment) -> "bytearray | _File":
        name = segment.name
        if name == "file" and self._file is None:
            if studio.is_denied(segment.filename or ""):
                raise TypeNotAllowed
            self._file = _File(self._folder / studio.UPLOAD, segment.filename or "", self._max_bytes)
            return self._file
        if name not in self._form.__struct_fields__ or name in self._fields:
            raise Invalid.field(str(name)[:64], "Expected one part `file`, and none that is not known")
        return self._fields.setdefault(name, bytearray())

    async def _parcel(self) -> Parcel[Form]:
        if self._file is None:
            raise Invalid.field("file", "Expected a part with a file")
        await self._file.close()
        return Parcel(self._file.path, self._file.name, self._file.size, self._said())

    def _said(self) -> Form:
        values = {name: _value(name, bytes(value)) for name, value in self._fields.items() if value}
        return http.convert(values, self._form)


class _File:
    """The file, as far as it has come."""

    def __init__(self, path: Path, name: str, max_bytes: int) -> None:
        self.path = path
        self.name = name
        self.size = 0
        self._max_bytes = max_bytes
        self._waiting = bytearray()
        self._is_looked_at = False
        self._out = path.open("wb")

    async def add(self, piece: bytes | bytearray | None) -> None:
        """None is the end."""
        self.size += len(piece or b"")
        if self.size > self._max_bytes:
            raise FileTooLarge
        self._waiting += piece or b""
        if not self._is_looked_at and (piece is None or len(self._waiting) >= studio.HEAD_BYTES):
            self._is_looked_at = True
            _check_head(bytes(self._waiting[: studio.HEAD_BYTES]))
        if piece is None or len(self._waiting) >= _BUFFER_BYTES:
            await self._write()

    async def _write(self) -> None:
        waiting, self._waiting = self._waiting, bytearray()
        await asyncio.to_thread(self._out.write, waiting)

    async def close(self) -> None:
        await asyncio.to_thread(self._out.close)


def _check_head(head: bytes) -> None:
    if not head:
        raise EmptyFile
    if studio.find(head) is None:
        raise TypeNotAllowed


def _parser(content_type: str, parts: int) -> PushMultipartParser:
    kind, options = parse_options_header(content_type)
    boundary = options.get("boundary", "")
    if kind != "multipart/form-data" or not 1 <= len(boundary) <= 200:
        raise NoForm
    return PushMultipartParser(boundary, max_segment_count=parts)


async def _in_time(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same pieces, as long as they keep coming, and not in drops."""
    began, size = monotonic(), 0
    while True:
        try:
            chunk = await asyncio.wait_for(anext(body), STALL_SECONDS)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise TooSlow from None
        size += len(chunk)
        if monotonic() - began > STALL_SECONDS + size / SLOWEST_BYTES_A_SECOND:
            raise TooSlow
        yield chunk


def _value(name: str, value: bytes) -> Any:
    try:
        return value.decode() if name in _TEXT else msgspec.json.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Invalid.field(name, "Expected UTF-8" if name in _TEXT else "Expected JSON") from None
