"""What is done with files: taken in, made part of something, made an avatar, taken away."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import copyfile

from kocmoc import studio
from kocmoc.core import ids, jobs
from kocmoc.core.db import Database, Db
from kocmoc.core.limits import AddressLimits
from kocmoc.settings import Settings
from kocmoc.studio import Kind, Order
from kocmoc.uploads import store
from kocmoc.uploads.avatars import Avatars
from kocmoc.uploads.door import Admit, Files
from kocmoc.uploads.errors import FileNotFound, FileUsed, TooManyUploads
from kocmoc.uploads.keeping import Keeper, on_disk
from kocmoc.uploads.reception import Reception
from kocmoc.uploads.storage import Storage
from kocmoc.uploads.sweeping import CLEAR_SECONDS, SWEEP_SECONDS, Sweeper
from kocmoc.uploads.types import Attachment, Claimed, File, Form, Incoming, Parcel, Wishes

AT_ONCE = 12
STICKER_BYTES = 512 * 1024
STICKER_SIDE = 512


class Uploads:
    """The room's machinery, made once."""

    def __init__(self, settings: Settings, database: Database, limits: AddressLimits) -> None:
        storage = Storage(settings.storage_url, settings.data_dir / "files")
        incoming = settings.data_dir / "incoming"
        self.keeper = Keeper(database, storage, incoming, settings.upload_quota_bytes)
        self.avatars = Avatars(database, self.keeper)
        self.sweeper = Sweeper(database, storage, incoming)
        self._database = database
        self._limits = limits
        self._max_bytes = settings.upload_max_bytes
        # A proxy has the files of a folder to hand, those of a bucket it has not.
        self._accel_prefix = None if settings.storage_url else settings.accel_prefix
        self._under_way: dict[int, int] = {}

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        """What has to go on while the server runs."""
        async with (
            self.looking(),
            jobs.every(SWEEP_SECONDS, self.sweeper.sweep),
            jobs.every(CLEAR_SECONDS, self.sweeper.clear_drafts),
        ):
            yield

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[None]:
        """What has to go on while files are looked at, by whoever does nothing else."""
        async with self.keeper.studio.living():
            yield

    def files(self, admit: Admit) -> Files:
        """The door to what is kept; `admit` knows whose token is whose."""
        return Files(admit, self._database, self.keeper.storage, self._accel_prefix)

    async def receive(self, owner_id: int, upload: Incoming) -> Attachment:
        """A file of somebody's, kept and theirs alone until they make it part of something."""
        async with self._received(owner_id, upload, self._max_bytes, Wishes) as (folder, parcel):
            wishes = parcel.said
            order = Order(str(folder), wanted=wishes.kind, needs_waveform=wishes.waveform is None)
            work = await self.keeper.work(order)
            return await self.keeper.keep(owner_id, folder, work, parcel.name, wishes)

    async def receive_sticker(self, owner_id: int, upload: Incoming, form: type[Form]) -> tuple[Attachment, Form]:
        """A picture fit to be a sticker, and what was said beside it."""
        async with self._received(owner_id, upload, min(self._max_bytes, STICKER_BYTES), form) as (folder, parcel):
            work = await self.keeper.work(Order(str(folder), task="sticker"))
            return await self.keeper.keep(owner_id, folder, work, parcel.name, Wishes()), parcel.said

    async def keep_glimpse(self, picture: bytes) -> Attachment:
        """A small picture of one that is elsewhere: nobody's, and swept unless something comes to show it."""
        async with self.keeper.table() as folder:
            with on_disk():
                await asyncio.to_thread((folder / studio.UPLOAD).write_bytes, picture)
            work = await self.keeper.work(Order(str(folder), task="glimpse"))
            return await self.keeper.keep(None, folder, work, "glimpse.webp", Wishes())

    async def bring(self, db: Db, owner_id: int, path: Path, name: str) -> Attachment:
        """A file that lies here, looked at and kept like one that is sent. It is nobody's until `db` gives it to its
        owner, who may have come into being there."""
        async with self.keeper.table() as folder:
            with on_disk():
                await asyncio.to_thread(copyfile, path, folder / studio.UPLOAD)
            work = await self.keeper.work(Order(str(folder)))
            kept = await self.keeper.keep(None, folder, work, name, Wishes())
        await store.give(db, int(kept.id), owner_id)
        return kept

    async def keep_ours(self, db: Db, key: str, path: Path) -> int:
        """A sticker that comes along with the product. Its key means these bytes for ever, whoever puts them there and
        however often. The row comes first: a sweeper that is taking the same key away is waited for, and would
        otherwise take the new bytes for the old ones."""
        file_id = await self._write_down_ours(db, key, path)
        await self.keeper.storage.put(key, path)
        return file_id

    async def _write_down_ours(self, db: Db, key: str, path: Path) -> int:
        """Nobody's, and part of something from the beginning. One that went and comes back is still there when it was
        sent."""
        if (kept := await store.keep_ours(db, key)) is not None:
            return kept
        size = (await asyncio.to_thread(path.stat)).st_size
        file_id = await store.next_id(db)
        shown = Attachment(
            id=str(file_id),
            kind="sticker",
            name=path.name,
            mime="image/webp",
            size=size,
            url=f"/files/{key}",
            width=STICKER_SIDE,
            height=STICKER_SIDE,
        )
        await store.insert(db, None, File(shown, key, None, size))
        await store.claim_ours(db, file_id)
        return file_id

    @asynccontextmanager
    async def _received(
        self, owner_id: int, upload: Incoming, max_bytes: int, form: type[Form]
    ) -> AsyncIterator[tuple[Path, Parcel[Form]]]:
        """What has arrived, and the folder it lies in while the block lasts."""
        self._limits.spend("upload", upload.address)
        async with self._turn(owner_id), self.keeper.table() as folder:
            await self.keeper.require_room(owner_id)
            with on_disk():
                reception = Reception(folder, max_bytes, form)
                try:
                    parcel = await reception.take(upload)
                finally:
                    await reception.close()
            yield folder, parcel

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


async def claim(db: Db, owner_id: int, file_id: str, kinds: Iterable[Kind]) -> Claimed:
    """An upload of one's own becomes part of something, once. Raises FileNotFound or FileUsed."""
    number = ids.parse(file_id, FileNotFound)
    claimed = await store.claim(db, owner_id, number, list(kinds))
    if claimed is not None:
        return claimed
    raise FileUsed if await store.is_mine(db, owner_id, number, list(kinds)) else FileNotFound


async def say_farewell(db: Db, user_id: int) -> None:
    """Somebody leaves for good: what they have not shown to anybody goes with them."""
    await store.loosen_unclaimed(db, user_id)
