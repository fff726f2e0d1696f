"""Avatars: a square of one's own photo, drawn and kept first, somebody's only afterwards.

Until it is claimed the square is an upload like any other: it counts, and is swept when nothing comes of it.
"""

from kocmoc import studio
from kocmoc.core import ids
from kocmoc.core.db import Database, Db
from kocmoc.studio import Order
from kocmoc.uploads import store
from kocmoc.uploads.errors import FileNotFound, FileUsed
from kocmoc.uploads.keeping import Keeper, on_disk
from kocmoc.uploads.types import AVATARS, Attachment, Wishes
from kocmoc.users import Square


class Avatars:
    """Drawing holds no connection: ten people who change their pictures at once would be all a process has."""

    def __init__(self, database: Database, keeper: Keeper) -> None:
        self._database = database
        self._keeper = keeper

    async def draw(self, owner_id: int, file_id: str) -> Square:
        """A square made of an upload of one's own. Raises FileNotFound or FileUsed."""
        photo_id = ids.parse(file_id, FileNotFound)
        photo = await store.find_photo(self._database, owner_id, photo_id)
        if photo is None:
            raise FileNotFound
        if photo["is_claimed"]:
            raise FileUsed
        return Square(int((await self._draw(owner_id, photo["key"], photo["size"])).id), photo_id)

    async def claim(self, db: Db, owner_id: int, square: Square) -> str:
        """The public name of what was drawn, from now on. Raises FileNotFound or FileUsed."""
        name = await store.claim_avatar(db, owner_id, square.photo_id, square.id)
        if name is not None:
            return name
        raise FileUsed if await store.is_mine(db, owner_id, square.photo_id, ["photo"]) else FileNotFound

    async def _draw(self, owner_id: int, key: str, size: int) -> Attachment:
        async with self._keeper.table() as folder:
            with on_disk():
                await self._keeper.storage.fetch(key, size, folder / studio.UPLOAD)
            work = await self._keeper.work(Order(str(folder), task="avatar"))
            return await self._keeper.keep(owner_id, folder, work, "avatar.webp", Wishes(), under=AVATARS)
