"""What people of the demo world show each other: pictures, a map, a recording, drawn by `art/`, and our stickers.

They come the way everything comes that is uploaded: looked at in the studio, and kept.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from kocmoc.core.db import Db
from kocmoc.demo import store
from kocmoc.demo.scene import Said
from kocmoc.uploads import Attachment, Uploads

FOLDER = Path(__file__).parent / "shown"

_NAMES = {"route.pdf": "Маршрут на Восход.pdf"}
_SHOWN = re.compile(r"\[([^\]]+)\]\s*")


class Gallery:
    """Hangs things into messages that are there already."""

    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads

    async def hang(self, db: Db, owner_id: int, chat_id: int, seq: int, names: Sequence[str]) -> None:
        if names:
            await store.show(db, chat_id, seq, [await self._get(db, owner_id, name) for name in names])

    async def _get(self, db: Db, owner_id: int, name: str) -> Attachment:
        path = FOLDER / name
        if not path.suffix:
            return await store.find_our_sticker(db, name)
        return await self._uploads.bring(db, owner_id, path, _NAMES.get(name, name))


def showing(said: Said) -> Said:
    """With what stands in brackets before the words."""
    shown = []
    text = said.text
    while found := _SHOWN.match(text):
        shown.append(found[1])
        text = text[found.end() :]
    return said._replace(text=text, shows=tuple(shown))
