"""Where files lie: a folder of the data folder, or an S3 bucket. Nobody else knows which."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from kocmoc.core import disk
from kocmoc.uploads.errors import FileNotFound, StorageAway, StorageFull

# A part of an upload, or a piece of a download, is in memory; never a whole file. S3 takes no smaller parts.
S3_PART_BYTES = 5 * 1024 * 1024
FOLDER_PART_BYTES = 512 * 1024
PIECE_BYTES = 128 * 1024
# How the folder's writer calls what it has not finished. No key of ours looks like that.
_DRAFT = re.compile(r"#[0-9]+\Z")

_log = structlog.get_logger("storage")


class Storage:
    """Keeps bytes under keys. What is kept never changes; it is only taken away."""

    def __init__(self, url: str | None, folder: Path) -> None:
        self._folder = folder if url is None else None
        self._part_bytes = FOLDER_PART_BYTES if url is None else S3_PART_BYTES
        self._store: ObjectStore = LocalStore(folder, mkdir=True) if url is None else _s3(url)

    async def put(self, key: str, path: Path) -> None:
        """On return the file is kept, whatever happens to this process or, in a folder, to this machine."""
        with _trouble():
            await obstore.put_async(self._store, place(key), path, chunk_size=self._part_bytes, max_concurrency=1)
            if self._folder:
                await asyncio.to_thread(_settle, self._folder / place(key))

    async def read(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to but not with `end`, piece by piece. Raises StorageAway when they are not all."""
        left = end - start
        with _trouble():
            found = await obstore.get_async(self._store, place(key), options={"range": (start, end)})
            async for piece in found.stream(min_chunk_size=PIECE_BYTES):
                left -= len(piece)
                yield bytes(piece)
        if left:
            _log.error("storage_lost_some", key=key, bytes=left)
            raise StorageAway

    async def fetch(self, key: str, size: int, path: Path) -> None:
        """Copy a file out of the storage."""
        with path.open("wb") as out:
            async for piece in self.read(key, 0, size):
                await asyncio.to_thread(out.write, piece)

    async def delete(self, keys: Iterable[str]) -> None:
        """Afterwards none of these is there, whether or not it was before."""
        with _trouble():
            for key in keys:
                await self._delete(key)

    async def clear_drafts(self, before: float) -> None:
        """What is written into a folder lies beside its place until it is whole; a kill leaves it there. The drafts of
        an S3 are its own to clear away."""
        if self._folder:
            await asyncio.to_thread(_clear_drafts, self._folder, before)

    async def _delete(self, key: str) -> None:
        try:
            await obstore.delete_async(self._store, place(key))
        except FileNotFoundError:
            return


def place(key: str) -> str:
    """Where a key lies: spread over folders, because a folder with a million files is nobody's friend."""
    folder, _, name = key.rpartition("/")
    return f"{folder}/{name[:2]}/{name}".lstrip("/")


@contextmanager
def _trouble() -> Iterator[None]:
    """What goes wrong out there is for us to read about, and for the client to try again, unless it is full there."""
    try:
        yield
    except FileNotFoundError:
        raise FileNotFound from None
    except (BaseError, OSError) as error:
        _log.error("storage_away", error=repr(error))
        raise (StorageFull if disk.is_full(error) else StorageAway) from None


def _settle(path: Path) -> None:
    """Down on the disk: the bytes, and the name they have."""
    for each, flags in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY | os.O_DIRECTORY)):
        descriptor = os.open(each, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _clear_drafts(folder: Path, before: float) -> None:
    """Of files there may be millions, so no more than their names is read."""
    for inside, _, names in os.walk(folder):
        for draft in (Path(inside, name) for name in names if _DRAFT.search(name)):
            with suppress(FileNotFoundError):
                if draft.stat().st_mtime < before:
                    draft.unlink()


def _s3(url: str) -> ObjectStore:
    """`s3://bucket/prefix?endpoint=…&access_key_id=…`; what the address does not say comes from AWS_* variables."""
    parts = urlsplit(url)
    config: Any = dict(parse_qsl(parts.query))
    plain = str(config.get("endpoint", os.environ.get("AWS_ENDPOINT_URL", ""))).startswith("http://")
    return S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        config=config,
        client_options={"allow_http": plain, "timeout": "60s", "connect_timeout": "5s"},
    )
