"""Looking up where the links of new messages lead, behind everybody's back and never in anybody's way."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from time import monotonic

import structlog
from msgspec.structs import replace

from kocmoc.core.db import AWAY, Database
from kocmoc.core.errors import Problem
from kocmoc.messages import entities
from kocmoc.messages.journal import Journal
from kocmoc.messages.previews import store
from kocmoc.messages.previews.change import Card, Previewing
from kocmoc.messages.previews.fetching import Fetcher, NotFetched
from kocmoc.messages.previews.page import Look, look
from kocmoc.messages.types import Message
from kocmoc.uploads import Uploads

AT_ONCE = 8
# More than these nobody waits for: their messages are shown without.
MOST_WAITING = 200
REMEMBERED = 1000
REMEMBERED_SECONDS = 600.0

_log = structlog.get_logger("previews")


class Previews:
    """Listens to messages; `fetcher` goes out, `uploads` keeps the small pictures of what it brings."""

    def __init__(self, database: Database, journal: Journal, fetcher: Fetcher, uploads: Uploads) -> None:
        self.fetcher = fetcher
        self._uploads = uploads
        self._database = database
        self._journal = journal
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._known: OrderedDict[str, tuple[float, Card | None]] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        try:
            yield
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def look_up(self, message: Message) -> None:
        """Of a message that was written, forwarded or edited."""
        link = entities.first_link(message.text, message.entities) if message.type == "text" else None
        if link is None or message.link_preview or len(self._tasks) >= MOST_WAITING:
            return
        task = asyncio.get_running_loop().create_task(self._show(message, link))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _show(self, message: Message, link: str) -> None:
        try:
            sender_id = int(message.sender.id)
            if not await store.wants(self._database, sender_id):
                return
            found = await self._find(link)
            if found is not None:
                edited_at = datetime.fromisoformat(message.edited_at) if message.edited_at else None
                await self._journal.append(Previewing(int(message.chat_id), message.seq, sender_id, edited_at, *found))
        except (*AWAY, Problem) as error:
            _log.info("preview_lost", error=repr(error))

    async def _find(self, link: str) -> Card | None:
        async with self._turn:
            known = self._known.get(link)
            if known is None or known[0] < monotonic():
                known = self._known[link] = (monotonic() + REMEMBERED_SECONDS, await self._fetch(link))
                self._known.move_to_end(link)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return known[1]

    async def _fetch(self, link: str) -> Card | None:
        try:
            found = look(link, await self.fetcher.fetch(link))
        except NotFetched as error:
            _log.info("link_not_fetched", error=str(error))
            return None
        return await self._illustrated(found) if found else None

    async def _illustrated(self, found: Look) -> Card:
        """With a small picture where there is one to be had; without it is shown as well."""
        if not found.picture:
            return Card(found.preview)
        try:
            kept = await self._uploads.keep_glimpse(await self.fetcher.fetch_picture(found.picture))
        except (NotFetched, Problem) as error:
            _log.info("picture_not_kept", error=repr(error))
            return Card(found.preview)
        return Card(replace(found.preview, thumbnail_url=kept.url), int(kept.id))
