"""From what has arrived to what is kept: looked at in the studio, written down, put into the storage."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from shutil import rmtree

import structlog

from kocmoc import studio
from kocmoc.core import disk
from kocmoc.core.db import Database, Db
from kocmoc.studio import Order, Work
from kocmoc.uploads import names, store
from kocmoc.uploads.errors import TROUBLES, Overloaded, QuotaExceeded, StorageAway, StorageFull
from kocmoc.uploads.storage import Storage
from kocmoc.uploads.types import Attachment, File, Wishes

_log = structlog.get_logger("uploads")


class Keeper:
    """Where files are worked on, and where they lie afterwards."""

    def __init__(self, database: Database, storage: Storage, folder: Path, quota_bytes: int) -> None:
        self.storage = storage
        self.studio = studio.Studio()
        self._database = database
        self._folder = folder
        self._quota_bytes = quota_bytes

    @asynccontextmanager
    async def table(self) -> AsyncIterator[Path]:
        """A folder for one file, of which nothing is left. Raises StorageFull or StorageAway where none can be."""
        with on_disk():
            self._folder.mkdir(parents=True, exist_ok=True)
            folder = Path(tempfile.mkdtemp(dir=self._folder))
        try:
            yield folder
        finally:
            await asyncio.to_thread(rmtree, folder, ignore_errors=True)

    async def work(self, order: Order) -> Work:
        """Raises the refusal the studio's trouble is."""
        try:
            return await self.studio.work(order)
        except studio.Refused as refused:
            raise TROUBLES[refused.trouble] from None
        except studio.Busy:
            raise Overloaded from None

    async def require_room(self, owner_id: int) -> None:
        if await store.count_used(self._database, owner_id) >= self._quota_bytes:
            raise QuotaExceeded

    async def keep(
        self, owner_id: int | None, folder: Path, work: Work, name: str, wishes: Wishes, *, under: str = ""
    ) -> Attachment:
        """The row first: whatever breaks off after it, a sweeper finds what is left."""
        async with self._database.transaction() as db:
            file = await self._write_down(db, owner_id, folder, work, name, wishes, under)
        try:
            await self._put(file, folder, work)
        except BaseException:
            await asyncio.shield(self._undo(file))
            raise
        return file.attachment

    async def _put(self, file: File, folder: Path, work: Work) -> None:
        await self.storage.put(file.key, folder / work.main)
        if file.thumbnail_key:
            await self.storage.put(file.thumbnail_key, folder / studio.THUMBNAIL)

    async def _write_down(
        self, db: Db, owner_id: int | None, folder: Path, work: Work, name: str, wishes: Wishes, under: str
    ) -> File:
        with on_disk():
            size = (folder / work.main).stat().st_size
            more = (folder / studio.THUMBNAIL).stat().st_size if work.has_thumbnail else 0
        key = under + names.new_key(work.extension)
        thumbnail_key = names.new_key("webp") if work.has_thumbnail else None
        if owner_id is not None and await store.used(db, owner_id) + size + more > self._quota_bytes:
            raise QuotaExceeded
        attachment = describe(str(await store.next_id(db)), work, size, name, wishes, key, thumbnail_key)
        file = File(attachment, key, thumbnail_key, size + more)
        await store.insert(db, owner_id, file)
        return file

    async def _undo(self, file: File) -> None:
        """What may have reached the storage is taken away: at once, or by the sweeper when that is there again."""
        try:
            await self.storage.delete(filter(None, (file.key, file.thumbnail_key)))
        except (StorageAway, StorageFull):
            await store.loosen(self._database, int(file.attachment.id))
        else:
            await store.delete(self._database, int(file.attachment.id))


@contextmanager
def on_disk() -> Iterator[None]:
    """For what touches the folder of files, and nothing else: a database that is away is an OSError as well."""
    try:
        yield
    except OSError as error:
        _log.error("storage_away", error=repr(error))
        raise (StorageFull if disk.is_full(error) else StorageAway) from None


def describe(
    file_id: str, work: Work, size: int, name: str, wishes: Wishes, key: str, thumbnail_key: str | None
) -> Attachment:
    """What the bytes say comes first; what only the sender knows fills the rest."""
    plays = work.kind in ("audio", "video")
    return Attachment(
        id=file_id,
        kind=work.kind,
        name=names.fitting(name, work.extension),
        mime=work.mime,
        size=size,
        url=f"/files/{key}",
        width=work.width,
        height=work.height,
        duration=(work.duration or wishes.duration) if plays else None,
        waveform=(wishes.waveform or work.waveform) if work.kind == "audio" else None,
        thumbnail_url=f"/files/{thumbnail_key}" if thumbnail_key else None,
        thumbhash=work.thumbhash,
    )
