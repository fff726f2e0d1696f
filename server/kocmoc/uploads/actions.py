"""Taking files in: received, looked at, made fit to be shown, kept."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from kocmoc.core.db import Database
from kocmoc.core.limits import AddressLimits
from kocmoc.settings import Settings
from kocmoc.uploads import names, rules, store
from kocmoc.uploads.door import Admit, Files
from kocmoc.uploads.errors import QuotaExceeded, TooManyUploads
from kocmoc.uploads.reception import Reception
from kocmoc.uploads.storage import Storage
from kocmoc.uploads.types import Attachment, Incoming, Parcel

AT_ONCE = 12


class Uploads:
    """The room's machinery, made once."""

    def __init__(self, settings: Settings, database: Database, limits: AddressLimits) -> None:
        self._database = database
        self._storage = Storage(settings.storage_url, settings.data_dir / "files")
        self._limits = limits
        self._folder = settings.data_dir / "incoming"
        self._max_bytes = settings.upload_max_bytes
        self._quota_bytes = settings.upload_quota_bytes
        self._accel_prefix = settings.accel_prefix
        self._under_way: dict[int, int] = {}

    def files(self, admit: Admit) -> Files:
        """The door to what is kept; `admit` knows whose token is whose."""
        return Files(admit, self._database, self._storage, self._accel_prefix)

    async def receive(self, owner_id: int, upload: Incoming) -> Attachment:
        """A file of somebody's, kept and theirs alone until they make it part of something."""
        self._limits.spend("upload", upload.address)
        async with self._turn(owner_id), self._table() as folder:
            if await store.count_used(self._database, owner_id) >= self._quota_bytes:
                raise QuotaExceeded
            reception = Reception(folder, self._max_bytes)
            try:
                parcel = await reception.take(upload)
            finally:
                await reception.close()
            return await self._keep(owner_id, parcel)

    async def _keep(self, owner_id: int, parcel: Parcel) -> Attachment:
        """The row first: whatever breaks off after it, a sweeper finds what is left."""
        with parcel.path.open("rb") as file:
            found = rules.check_head(file.read(4096))
        key = names.new_key(found.extension)
        attachment = Attachment(
            id=str(await store.next_id(self._database)),
            kind=rules.kind(found, parcel.wishes.kind),
            name=names.clean(parcel.name, found.extension),
            mime=found.mime,
            size=parcel.size,
            url=f"/files/{key}",
        )
        async with self._database.transaction() as db:
            if await store.used(db, owner_id) + parcel.size > self._quota_bytes:
                raise QuotaExceeded
            await store.insert(db, owner_id, attachment, key, None, parcel.size)
        try:
            await self._storage.put(key, parcel.path)
        except BaseException:
            await asyncio.shield(self._undo(int(attachment.id), [key]))
            raise
        return attachment

    async def _undo(self, file_id: int, keys: list[str]) -> None:
        await self._storage.delete(keys)
        await store.delete(self._database, file_id)

    @asynccontextmanager
    async def _turn(self, owner_id: int) -> AsyncIterator[None]:
        """One of the few uploads somebody may have under way at once."""
        if self._under_way.get(owner_id, 0) >= AT_ONCE:
            raise TooManyUploads
        self._under_way[owner_id] = self._under_way.get(owner_id, 0) + 1
        try:
            yield
        finally:
            self._under_way[owner_id] -= 1
            if not self._under_way[owner_id]:
                del self._under_way[owner_id]

    @asynccontextmanager
    async def _table(self) -> AsyncIterator[Path]:
        """A folder for one upload, of which nothing is left."""
        self._folder.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        try:
            yield folder
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
