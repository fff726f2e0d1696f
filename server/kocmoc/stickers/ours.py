"""The pack that comes along, drawn by `art/`: laid out once, and again when it has changed."""

import hashlib
from pathlib import Path
from typing import NamedTuple

import structlog

from kocmoc.core.db import AWAY, Database, Db
from kocmoc.core.errors import Problem
from kocmoc.stickers import store
from kocmoc.uploads import Uploads

FOLDER = Path(__file__).parent / "ours"
TITLE = "KOCMOC"

_EMOJI = {
    "hello": "👋",
    "love": "😍",
    "laughing": "😂",
    "heart": "❤️",
    "well-done": "👍",
    "hooray": "🎉",
    "crying": "😭",
    "asleep": "😴",
    "cool": "😎",
    "astonished": "😱",
    "angry": "😤",
    "puzzled": "🤔",
    "ashamed": "🤦",
    "rocket": "🚀",
    "planet": "🪐",
    "good-morning": "☀️",
    "good-night": "🌙",
    "earth": "🌍",
    "saucer": "🛸",
    "sputnik": "🛰️",
    "comet": "🌠",
}

_log = structlog.get_logger("stickers")


class _Ours(NamedTuple):
    """One sticker of ours. Its key changes with its picture, as every key means the same bytes for ever."""

    key: str
    path: Path
    emoji: str


class OurPack:
    """Everybody has it who has not put it away."""

    def __init__(self, database: Database, uploads: Uploads) -> None:
        self._database = database
        self._uploads = uploads

    async def lay_out(self) -> None:
        """Several servers may start at once. Without a storage there is no pack, and everything else works."""
        try:
            async with self._database.transaction() as db:
                await self._lay_out(db, _read())
        except (*AWAY, Problem) as error:
            _log.warning("no_pack_of_ours", error=repr(error))

    async def _lay_out(self, db: Db, wanted: list[_Ours]) -> None:
        pack_id = await store.hold_ours(db, TITLE)
        there = await store.list_keys(db, pack_id)
        if list(there) == [each.key for each in wanted]:
            return
        for each in wanted:
            if each.key not in there:
                file_id = await self._uploads.keep_ours(db, each.key, each.path)
                there[each.key] = await store.insert(db, pack_id, file_id, each.emoji)
        for gone in there.keys() - {each.key for each in wanted}:
            await store.delete(db, pack_id, there[gone])
        await store.order(db, pack_id, [there[each.key] for each in wanted])


def _read() -> list[_Ours]:
    ours = []
    for name, emoji in _EMOJI.items():
        path = FOLDER / f"{name}.webp"
        mark = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        ours.append(_Ours(f"{name}-{mark}.webp", path, emoji))
    return ours
