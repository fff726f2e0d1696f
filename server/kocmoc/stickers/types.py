"""What goes in and what comes out."""

from typing import Annotated

import asyncpg
import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from kocmoc.uploads import Attachment


class NewPack(Struct, forbid_unknown_fields=True):
    title: str


class PackChange(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is absent stays. `order` is of all its stickers; those left out come last."""

    title: str | UnsetType = UNSET
    order: Annotated[list[str], Meta(max_length=200)] | UnsetType = UNSET


class StickerForm(Struct, forbid_unknown_fields=True):
    """What comes beside the picture."""

    emoji: str = ""


class Sticker(Struct, kw_only=True):
    """One sticker; `id` is what a message is sent with."""

    id: str
    pack_id: str
    emoji: str
    url: str
    mime: str
    size: int
    width: int
    height: int
    thumbhash: str | None


class Pack(Struct, kw_only=True):
    """A pack as somebody sees it. Without an owner it is the product's own."""

    id: str
    title: str
    owner_id: str | None
    mine: bool
    installed: bool
    stickers: list[Sticker]


class Packs(Struct):
    """One page of my packs, in my order."""

    packs: list[Pack]
    next_cursor: str | None


class Stickers(Struct):
    """Those I used last, the latest first."""

    stickers: list[Sticker]
    next_cursor: str | None


def pack_from_row(row: asyncpg.Record, stickers: list[Sticker], user_id: int) -> Pack:
    return Pack(
        id=str(row["id"]),
        title=row["title"],
        owner_id=str(row["owner_id"]) if row["owner_id"] else None,
        mine=row["owner_id"] == user_id,
        installed=row["installed"],
        stickers=stickers,
    )


def sticker_from_row(row: asyncpg.Record) -> Sticker:
    shown = msgspec.json.decode(row["attachment"], type=Attachment)
    return Sticker(
        id=str(row["id"]),
        pack_id=str(row["pack_id"]),
        emoji=row["emoji"],
        url=shown.url,
        mime=shown.mime,
        size=shown.size,
        width=shown.width or 0,
        height=shown.height or 0,
        thumbhash=shown.thumbhash,
    )
