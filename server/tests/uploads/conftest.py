"""Files in hand, and a way into the database beside the product: which message shows which file."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import msgspec
import pytest
import pytest_asyncio
from obstore.store import S3Store

from kocmoc.app import House
from kocmoc.core.db import Database
from kocmoc.settings import Settings
from tests.cast import Person
from tests.stage import Running
from tests.uploads.seaweed import listing, seaweed
from tests.waiting import queue


class Desk:
    """Puts a file into a message, or takes it out, without the rooms that do so in the product."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def show(self, message: dict[str, object], *attachments: dict[str, object]) -> None:
        for attachment in attachments:
            file_id = int(str(attachment["id"]))
            await self.database.fetch("update files set claimed_at = now() where id = $1", file_id)
            await self.database.fetch(
                "insert into message_files (chat_id, seq, file_id) values ($1, $2, $3)",
                int(str(message["chat_id"])),
                message["seq"],
                file_id,
            )

    async def wait_for_a_lock(self) -> None:
        await queue(self.database)

    async def delete(self, message: dict[str, object]) -> None:
        place = (int(str(message["chat_id"])), message["seq"])
        async with self.database.transaction() as db:
            await db.execute("update messages set deleted_at = now() where chat_id = $1 and seq = $2", *place)
            await db.execute("delete from message_files where chat_id = $1 and seq = $2", *place)


@pytest.fixture
def desk(server: Running) -> Desk:
    return Desk(server.house.database)


async def shown(person: Person, desk: Desk, chat_id: str, **fields: str) -> dict[str, object]:
    """A text file of this person's, in a message of this chat."""
    attachment = await person.upload("Поехали!".encode(), **fields)
    await desk.show(await person.say(chat_id, "смотри"), attachment)
    return attachment


class Harbour:
    """A server with a storage of one kind, somebody who sends files to it, and a look at what it keeps."""

    def __init__(self, running: Running, sender: Person, bucket: S3Store | None) -> None:
        self.running = running
        self.sender = sender
        self._bucket = bucket

    async def kept(self) -> set[str]:
        """Everything that lies in the storage."""
        folder = self.running.house.settings.data_dir
        if self._bucket is None:
            paths = await asyncio.to_thread(lambda: list((folder / "files").rglob("*")))
            return {path.name for path in paths if path.is_file()}
        return {str(each["path"]).rpartition("/")[2] async for some in self._bucket.list() for each in some}

    async def half_done(self) -> list[str]:
        """What lies where files are received and looked at."""
        folder = self.running.house.settings.data_dir / "incoming"
        return await asyncio.to_thread(lambda: [path.name for path in folder.iterdir()] if folder.exists() else [])

    async def rows(self) -> int:
        count: int = await self.running.house.database.fetchval(
            "select count(*) from files where owner_id = $1", int(self.sender.id)
        )
        return count


@pytest_asyncio.fixture(scope="session", params=["folder", "s3"])
async def harbour(
    request: pytest.FixtureRequest,
    settings: Settings,
    new_database: Callable[[], Awaitable[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Harbour]:
    """Once over a folder, and once over a real S3."""
    async with AsyncExitStack() as stack:
        url = None
        if request.param == "s3":
            url = await stack.enter_async_context(seaweed(tmp_path_factory.mktemp("seaweed")))
        # Its sender stays signed in for all the stories told of it.
        own = msgspec.structs.replace(
            settings, data_dir=tmp_path_factory.mktemp("data"), storage_url=url, access_ttl_seconds=86_400
        )
        running = await stack.enter_async_context(Running(House(own, await new_database())))
        sender = await Person.register(running.url, "korolev")
        yield Harbour(running, sender, listing(url) if url else None)
        await sender.leave()
