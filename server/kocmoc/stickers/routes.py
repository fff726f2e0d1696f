"""HTTP in, HTTP out."""

from typing import Annotated, Any

from litestar import Request, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from kocmoc.core import ids, pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.errors import Invalid
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal
from kocmoc.stickers import actions
from kocmoc.stickers.errors import NotYourPack, PackNotFound, StickerNotFound, TooManyPacks, TooManyStickers
from kocmoc.stickers.types import NewPack, Pack, PackChange, Packs, Sticker, StickerForm, Stickers
from kocmoc.uploads import REFUSALS, Uploads, incoming

_HAVE = refuses(PackNotFound, TooManyPacks)

Place = Annotated[int, QueryParameter(ge=0, le=1000, description="Where it is to stand among mine, from 0.")]

_FORM = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": ["file"],
            "properties": {
                "file": {"type": "string", "contentMediaType": "application/octet-stream"},
                "emoji": {"type": "string", "maxLength": actions.LONGEST_EMOJI},
            },
        },
        "example": {"file": "\x89PNG\r\n\x1a\n…", "emoji": "🚀"},
    }
}
_ADD = refuses(PackNotFound, NotYourPack, TooManyStickers, *REFUSALS, body=_FORM)


@get("/stickers/packs", tags=["Stickers"])
async def list_packs(
    reader: NamedDependency[Reader],
    me: NamedDependency[Principal],
    limit: pages.Limit = pages.DEFAULT,
    cursor: pages.Cursor = None,
) -> Packs:
    """The packs I have, in my order."""
    return await actions.list_mine(reader, me.id, limit, cursor)


@post("/stickers/packs", opt=refuses(Invalid, TooManyPacks), tags=["Stickers"])
async def make_pack(data: JSONBody[NewPack], db: NamedDependency[Db], me: NamedDependency[Principal]) -> Pack:
    """Make a pack; I have it at once."""
    return await actions.make(db, me.id, data.title)


@get("/stickers/packs/{pack_id:str}", opt=refuses(PackNotFound), tags=["Stickers"])
async def get_sticker_pack(
    pack_id: FromPath[str], reader: NamedDependency[Reader], me: NamedDependency[Principal]
) -> Pack:
    """Any pack, by its id."""
    return await actions.get(reader, me.id, ids.parse(pack_id, PackNotFound))


@patch("/stickers/packs/{pack_id:str}", opt=refuses(PackNotFound, NotYourPack, StickerNotFound), tags=["Stickers"])
async def change_pack(
    pack_id: FromPath[str], data: JSONBody[PackChange], db: NamedDependency[Db], me: NamedDependency[Principal]
) -> Pack:
    """Rename a pack of mine, or put its stickers in order."""
    return await actions.change(db, me.id, ids.parse(pack_id, PackNotFound), data)


@delete("/stickers/packs/{pack_id:str}", opt=refuses(PackNotFound, NotYourPack), tags=["Stickers"])
async def delete_pack(pack_id: FromPath[str], db: NamedDependency[Db], me: NamedDependency[Principal]) -> None:
    """Delete a pack of mine, for everybody. What was sent of it stays."""
    await actions.delete(db, me.id, ids.parse(pack_id, PackNotFound))


@put("/stickers/packs/{pack_id:str}/install", status_code=204, opt=_HAVE, tags=["Stickers"])
async def install_pack(
    pack_id: FromPath[str], db: NamedDependency[Db], me: NamedDependency[Principal], position: Place = 0
) -> None:
    """Have a pack, or move one I have. Again is fine."""
    await actions.install(db, me.id, ids.parse(pack_id, PackNotFound), position)


@delete("/stickers/packs/{pack_id:str}/install", opt=refuses(PackNotFound), tags=["Stickers"])
async def put_away_pack(pack_id: FromPath[str], db: NamedDependency[Db], me: NamedDependency[Principal]) -> None:
    """Put a pack away. Again is fine."""
    await actions.put_away(db, me.id, ids.parse(pack_id, PackNotFound))


@post("/stickers/packs/{pack_id:str}/stickers", request_max_body_size=None, opt=_ADD, tags=["Stickers"])
async def add_sticker(
    pack_id: FromPath[str],
    request: Request[Any, Any, Any],
    reader: NamedDependency[Reader],
    db: NamedDependency[Db],
    me: NamedDependency[Principal],
    uploads: NamedDependency[Uploads],
) -> Sticker:
    """Add a sticker to a pack of mine: PNG or WebP, at most 512 by 512 pixels and 512 KiB."""
    number = ids.parse(pack_id, PackNotFound)
    await actions.require_mine(reader, me.id, number)
    picture, form = await uploads.receive_sticker(me.id, incoming(request), StickerForm)
    return await actions.add(db, me.id, number, picture, form)


@delete(
    "/stickers/packs/{pack_id:str}/stickers/{sticker_id:str}",
    opt=refuses(PackNotFound, NotYourPack, StickerNotFound),
    tags=["Stickers"],
)
async def remove_sticker(
    pack_id: FromPath[str], sticker_id: FromPath[str], db: NamedDependency[Db], me: NamedDependency[Principal]
) -> None:
    """Take a sticker out of a pack of mine."""
    await actions.remove(db, me.id, ids.parse(pack_id, PackNotFound), ids.parse(sticker_id, StickerNotFound))


@get("/stickers/recent", tags=["Stickers"])
async def list_recent_stickers(
    reader: NamedDependency[Reader], me: NamedDependency[Principal], limit: pages.Limit = pages.DEFAULT
) -> Stickers:
    """Those I used last, the latest first."""
    return await actions.list_recent(reader, me.id, limit)


ROUTES = [
    *(list_packs, make_pack, get_sticker_pack, change_pack, delete_pack),
    *(install_pack, put_away_pack, add_sticker, remove_sticker, list_recent_stickers),
]
