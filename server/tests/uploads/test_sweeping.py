"""Nothing stays that nobody can see: unclaimed, deleted, replaced, left behind by somebody who has gone."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from kocmoc.settings import Settings
from tests.cast import PASSWORD, Person
from tests.stage import Running
from tests.uploads.conftest import Desk
from tests.uploads.pictures import photo


class Shelf:
    """The folder of the storage, and the sweeper that clears it."""

    def __init__(self, running: Running, folder: Path) -> None:
        self._running = running
        self._folder = folder

    def holds(self, attachment: dict[str, str]) -> bool:
        """Whether anything is left of a file: itself or its thumbnail."""
        names = {attachment["url"].rpartition("/")[2], (attachment["thumbnail_url"] or "/").rpartition("/")[2]}
        return any(path.name in names for path in self._folder.rglob("*"))

    def holds_avatar(self, url: str) -> bool:
        return any(path.name == url.rpartition("/")[2] for path in self._folder.rglob("*"))

    async def sweep(self) -> None:
        await self._running.house.uploads.sweeper.sweep()


@pytest.fixture
def shelf(server: Running, settings: Settings) -> Shelf:
    return Shelf(server, settings.data_dir / "files")


@pytest_asyncio.fixture
async def file(gagarin: Person) -> AsyncIterator[dict[str, str]]:
    yield await gagarin.upload(photo(), "старт.jpg")


async def age(desk: Desk, file: dict[str, str], hours: int) -> None:
    await desk.database.fetch(
        "update files set created_at = now() - make_interval(hours => $2) where id = $1", int(file["id"]), hours
    )


async def test_an_upload_nobody_uses_goes_after_a_day(
    gagarin: Person, desk: Desk, shelf: Shelf, file: dict[str, str]
) -> None:
    await age(desk, file, 23)
    await shelf.sweep()
    assert shelf.holds(file)
    await age(desk, file, 25)
    await shelf.sweep()
    assert not shelf.holds(file)
    assert (await gagarin.fetch(file["url"])).status_code == 404


async def test_what_is_shown_stays_however_old(
    gagarin: Person, tereshkova: Person, desk: Desk, shelf: Shelf, file: dict[str, str]
) -> None:
    await desk.show(await gagarin.say(await gagarin.chat_with(tereshkova), "смотри"), file)
    await age(desk, file, 10_000)
    await shelf.sweep()
    assert (await tereshkova.fetch(file["url"])).status_code == 200


async def test_a_deleted_message_takes_its_file_along(
    gagarin: Person, tereshkova: Person, desk: Desk, shelf: Shelf, file: dict[str, str]
) -> None:
    message = await gagarin.say(await gagarin.chat_with(tereshkova), "смотри")
    await desk.show(message, file)
    assert shelf.holds(file)
    await desk.delete(message)
    await shelf.sweep()
    assert not shelf.holds(file)


async def test_a_forward_holds_the_file(
    gagarin: Person, tereshkova: Person, stranger: Person, desk: Desk, shelf: Shelf, file: dict[str, str]
) -> None:
    original = await gagarin.say(await gagarin.chat_with(tereshkova), "смотри")
    forward = await tereshkova.say(await tereshkova.chat_with(stranger), "смотри")
    await desk.show(original, file)
    await desk.show(forward, file)
    await desk.delete(original)
    await shelf.sweep()
    assert (await stranger.fetch(file["url"])).status_code == 200
    await desk.delete(forward)
    await shelf.sweep()
    assert not shelf.holds(file)


async def test_who_shows_a_file_while_it_is_swept_keeps_it_or_is_told(
    gagarin: Person, tereshkova: Person, desk: Desk, shelf: Shelf, file: dict[str, str]
) -> None:
    original = await gagarin.say(await gagarin.chat_with(tereshkova), "смотри")
    other = await gagarin.say(await gagarin.chat_with(tereshkova), "и ещё раз")
    await desk.show(original, file)
    await desk.delete(original)
    async with desk.database.transaction() as db:
        await db.execute(
            "insert into message_files (chat_id, seq, file_id) values ($1, $2, $3)",
            int(other["chat_id"]),
            other["seq"],
            int(file["id"]),
        )
        sweeping = asyncio.create_task(shelf.sweep())
        await desk.wait_for_a_lock()
        assert shelf.holds(file)
    await sweeping
    await shelf.sweep()
    assert (await tereshkova.fetch(file["url"])).status_code == 200


async def test_a_replaced_avatar_goes(gagarin: Person, shelf: Shelf, file: dict[str, str]) -> None:
    first = (await gagarin.patch("/users/me", avatar_id=file["id"])).json()["avatar_url"]
    other = await gagarin.upload(photo(), "другой.jpg")
    await shelf.sweep()
    assert shelf.holds_avatar(first)
    second = (await gagarin.patch("/users/me", avatar_id=other["id"])).json()["avatar_url"]
    await shelf.sweep()
    assert not shelf.holds_avatar(first)
    assert not shelf.holds(file)
    assert shelf.holds_avatar(second)


async def test_an_account_that_ends_takes_its_files_along(
    gagarin: Person, tereshkova: Person, desk: Desk, shelf: Shelf, file: dict[str, str]
) -> None:
    shown = await gagarin.upload(photo(), "общий.jpg")
    await desk.show(await gagarin.say(await gagarin.chat_with(tereshkova), "смотри"), shown)
    face = await gagarin.upload(photo(), "я.jpg")
    avatar = (await gagarin.patch("/users/me", avatar_id=face["id"])).json()["avatar_url"]
    left = await gagarin.http.request("DELETE", "/api/users/me", json={"password": PASSWORD})
    assert left.status_code == 204
    await shelf.sweep()
    assert not shelf.holds(file)
    assert not shelf.holds(face)
    assert not shelf.holds_avatar(avatar)
    assert (await tereshkova.fetch(shown["url"])).status_code == 200


async def test_what_a_kill_cut_off_is_cleared(shelf: Shelf, settings: Settings) -> None:
    incoming = settings.data_dir / "incoming"
    old, fresh = incoming / "old", incoming / "fresh"
    for folder in (old, fresh):
        folder.mkdir(parents=True)
        (folder / "upload").write_bytes(b"half")
    os.utime(old, (0, 0))
    await shelf.sweep()
    assert not old.exists()
    assert fresh.exists()
    (fresh / "upload").unlink()
    fresh.rmdir()


async def test_what_a_kill_cut_off_on_its_way_into_the_folder_is_cleared(
    shelf: Shelf, server: Running, settings: Settings, file: dict[str, str]
) -> None:
    key = file["url"].rpartition("/")[2]
    kept = settings.data_dir / "files" / key[:2] / key
    old, fresh = kept.with_name(f"{key}#1"), kept.with_name(f"{key}#2")
    for draft in (old, fresh):
        draft.write_bytes(b"half")
    for each in (old, kept):
        os.utime(each, (0, 0))
    await server.house.uploads.sweeper.clear_drafts()
    assert not old.exists()
    assert fresh.exists()
    assert shelf.holds(file)
    fresh.unlink()
