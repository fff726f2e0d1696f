"""What people do with stickers."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated

from msgspec import UNSET, Meta

from kocmoc import uploads
from kocmoc.core import ids, pages, text
from kocmoc.core.db import Db, Reader
from kocmoc.core.errors import Invalid
from kocmoc.stickers import store
from kocmoc.stickers.errors import NotYourPack, PackNotFound, StickerNotFound, TooManyPacks, TooManyStickers
from kocmoc.stickers.types import (
    Pack,
    PackChange,
    Packs,
    Sticker,
    StickerForm,
    Stickers,
    pack_from_row,
    sticker_from_row,
)
from kocmoc.uploads import Attachment

MOST_PACKS_MADE = 50
MOST_PACKS_HAD = 200
MOST_STICKERS = 120
LONGEST_TITLE = 64
LONGEST_EMOJI = 32
_BEGIN = (-1, 0)
_Position = Annotated[int, Meta(ge=0, le=2**31 - 1)]


async def list_mine(reader: Reader, me_id: int, limit: int, cursor: str | None) -> Packs:
    """The packs I have, in my order."""
    after = pages.place(cursor, tuple[_Position, pages.Number]) or _BEGIN
    rows = await store.list_page(reader, me_id, after, limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    inside = await _inside(reader, (row["id"] for row in rows[:limit]))
    return Packs(
        [pack_from_row(row, inside[row["id"]], me_id) for row in rows[:limit]],
        next_cursor=pages.cursor((last["position"], last["id"])) if last else None,
    )


async def get(reader: Reader, me_id: int, pack_id: int) -> Pack:
    row = await store.find(reader, me_id, pack_id)
    if row is None:
        raise PackNotFound
    return pack_from_row(row, (await _inside(reader, [pack_id]))[pack_id], me_id)


async def list_recent(reader: Reader, me_id: int, limit: int) -> Stickers:
    return Stickers([sticker_from_row(row) for row in await store.list_recent(reader, me_id, limit)], next_cursor=None)


async def make(db: Db, me_id: int, title: str) -> Pack:
    """A new pack, which I have at once."""
    title = _title(title)
    if await store.count_own(db, me_id) >= MOST_PACKS_MADE:
        raise TooManyPacks
    pack_id = await store.insert_pack(db, me_id, title)
    await install(db, me_id, pack_id, 0)
    return await get(db, me_id, pack_id)


async def change(db: Db, me_id: int, pack_id: int, wanted: PackChange) -> Pack:
    await _require_mine(db, me_id, pack_id)
    if wanted.title is not UNSET:
        await store.rename(db, pack_id, _title(wanted.title))
    if wanted.order is not UNSET:
        await store.order(db, pack_id, [ids.parse(each, StickerNotFound) for each in wanted.order])
    return await get(db, me_id, pack_id)


async def delete(db: Db, me_id: int, pack_id: int) -> None:
    """Gone for everybody; what was sent of it stays where it was sent."""
    await _require_mine(db, me_id, pack_id)
    await store.delete_pack(db, pack_id)


async def install(db: Db, me_id: int, pack_id: int, position: int) -> None:
    """From now on I have it, at this place. Again is fine, and moves it."""
    had = await store.list_shelf(db, me_id)
    there = await store.keep_packs(db, [pack_id, *had])
    if pack_id not in there:
        raise PackNotFound
    shelf = [each for each in had if each in there and each != pack_id]
    if len(shelf) >= MOST_PACKS_HAD:
        raise TooManyPacks
    shelf.insert(position, pack_id)
    await store.arrange(db, me_id, shelf)


async def put_away(db: Db, me_id: int, pack_id: int) -> None:
    """I no longer have it. Again is fine."""
    if not await store.keep_packs(db, [pack_id]):
        raise PackNotFound
    await store.remove(db, me_id, pack_id)


async def require_mine(reader: Reader, me_id: int, pack_id: int) -> None:
    """Raises PackNotFound or NotYourPack."""
    if not (await get(reader, me_id, pack_id)).mine:
        raise NotYourPack


async def add(db: Db, me_id: int, pack_id: int, picture: Attachment, form: StickerForm) -> Sticker:
    """A picture of mine becomes a sticker of mine."""
    emoji = text.clean(form.emoji, "emoji", LONGEST_EMOJI)
    await _require_mine(db, me_id, pack_id)
    if await store.count(db, pack_id) >= MOST_STICKERS:
        raise TooManyStickers
    await uploads.claim(db, me_id, picture.id, ["sticker"])
    sticker_id = await store.insert(db, pack_id, int(picture.id), emoji)
    return next(each for each in (await _inside(db, [pack_id]))[pack_id] if each.id == str(sticker_id))


async def remove(db: Db, me_id: int, pack_id: int, sticker_id: int) -> None:
    await _require_mine(db, me_id, pack_id)
    if not await store.delete(db, pack_id, sticker_id):
        raise StickerNotFound


async def say_farewell(db: Db, user_id: int) -> None:
    """Somebody leaves for good: their packs go with them; what was sent of them stays."""
    await store.forget(db, user_id)


def _title(given: str) -> str:
    title = " ".join(text.clean(given, "title", LONGEST_TITLE).split())
    if not text.is_visible(title):
        raise Invalid.field("title", "Expected a name that can be seen")
    return title


async def _inside(reader: Reader, pack_ids: Iterable[int]) -> dict[int, list[Sticker]]:
    """The stickers of each of these packs."""
    inside: dict[int, list[Sticker]] = defaultdict(list)
    for row in await store.list_stickers(reader, list(pack_ids)):
        inside[row["pack_id"]].append(sticker_from_row(row))
    return inside


async def _require_mine(db: Db, me_id: int, pack_id: int) -> None:
    """The same, with the pack held until the end of the transaction."""
    pack = await store.hold_pack(db, pack_id)
    if pack is None:
        raise PackNotFound
    if pack["owner_id"] != me_id:
        raise NotYourPack
