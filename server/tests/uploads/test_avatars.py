"""Avatars: a square of one's own photo, public under a name nobody guesses, gone when it is replaced."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
from PIL import Image

from tests.auth.conftest import StartServer
from tests.auth.conftest import start_server as start_server
from tests.cast import Person
from tests.phone import Phone
from tests.uploads.conftest import Desk, Harbour
from tests.uploads.pictures import photo
from tests.uploads.stalled import Stalled


async def test_a_photo_becomes_an_avatar_everybody_can_see(gagarin: Person, stranger: Person) -> None:
    upload = await gagarin.upload(photo(900, 600), "я.jpg")
    async with Phone(gagarin) as phone:
        answer = await gagarin.patch("/users/me", avatar_id=upload["id"])
        assert answer.status_code == 200
        url = answer.json()["avatar_url"]
        assert (await phone.wait("user:update"))["avatar_url"] == url
    assert url.startswith("/files/avatars/")
    assert (await stranger.get(f"/users/{gagarin.id}")).json()["avatar_url"] == url
    nobody = Person.nobody(gagarin.url)
    shown = await nobody.get(url)
    await nobody.aclose()
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
    assert "public" in shown.headers["cache-control"]
    assert Image.open(io.BytesIO(shown.content)).size == (512, 512)


async def test_the_photo_itself_stays_closed(gagarin: Person, stranger: Person) -> None:
    upload = await gagarin.upload(photo(900, 600), "я.jpg")
    await gagarin.patch("/users/me", avatar_id=upload["id"])
    assert (await stranger.fetch(upload["url"])).status_code == 404


async def test_an_avatar_is_no_avatar_before_it_is_one_nor_after(gagarin: Person, desk: Desk) -> None:
    upload = await gagarin.upload(photo(), "я.jpg")
    await gagarin.post("/chats/group", title="Восток", member_ids=["1" * 15], avatar_id=upload["id"])
    drawn = await desk.database.fetchval(
        "select key from files where owner_id = $1 order by id desc limit 1", int(gagarin.id)
    )
    assert drawn.startswith("avatars/")
    assert (await gagarin.fetch(f"/files/{drawn}")).status_code == 404
    url = (await gagarin.patch("/users/me", avatar_id=upload["id"])).json()["avatar_url"]
    assert (await gagarin.fetch(url)).status_code == 200
    cleared = await gagarin.patch("/users/me", avatar_id=None)
    assert cleared.json()["avatar_url"] is None
    assert (await gagarin.fetch(url)).status_code == 404


async def test_only_ones_own_unused_photo_becomes_an_avatar(gagarin: Person, stranger: Person) -> None:
    foreign = await stranger.upload(photo(), "я.jpg")
    text = await gagarin.upload(b"text")
    for file_id in (foreign["id"], text["id"], "0", "я", "9" * 30):
        answer = await gagarin.patch("/users/me", avatar_id=file_id)
        assert (answer.status_code, answer.json()["code"]) == (404, "file_not_found")
    mine = await gagarin.upload(photo(), "я.jpg")
    assert (await gagarin.patch("/users/me", avatar_id=mine["id"])).status_code == 200
    again = await gagarin.patch("/users/me", avatar_id=mine["id"])
    assert (again.status_code, again.json()["code"]) == (409, "attachment_used")


async def test_what_fails_uses_nothing_up(gagarin: Person, stranger: Person) -> None:
    upload = await gagarin.upload(photo(), "я.jpg")
    refused = await gagarin.patch("/users/me", avatar_id=upload["id"], username=stranger.username)
    assert refused.status_code == 409
    assert (await gagarin.patch("/users/me", avatar_id=upload["id"])).status_code == 200


async def test_what_was_drawn_for_nothing_is_swept_like_any_upload(harbour: Harbour) -> None:
    database, sweeper = harbour.running.house.database, harbour.running.house.uploads.sweeper
    await sweeper.sweep()
    before = await harbour.kept()
    upload = await harbour.sender.upload(photo(), "я.jpg")
    with_photo = await harbour.kept()
    refused = await harbour.sender.post("/chats/group", title="Восток", member_ids=["1" * 15], avatar_id=upload["id"])
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "member_ids")
    assert len(await harbour.kept() - with_photo) == 1
    await database.fetch(
        "update files set created_at = now() - interval '2 days' where claimed_at is null and owner_id = $1",
        int(harbour.sender.id),
    )
    await sweeper.sweep()
    assert await harbour.kept() == before


async def test_while_pictures_are_drawn_nobody_waits_for_the_database(
    start_server: StartServer, new_database: Callable[[], Awaitable[str]], tmp_path: Path
) -> None:
    """More than there are connections; and the storage says nothing for as long as we like."""
    dsn = await new_database()
    running = await start_server(dsn, data_dir=tmp_path)
    korolev = await Person.register(running.url, "korolev")
    vostok = (await korolev.post("/chats/group", title="Восток")).json()
    photos = [await korolev.upload(photo(), "я.jpg") for _ in range(6)]
    await korolev.leave()
    async with Stalled() as storage:
        other = await start_server(dsn, data_dir=tmp_path, storage_url=storage.url, database_pool_size=2)
        there = httpx.AsyncClient(base_url=other.url, timeout=30)
        korolev = Person(there, {"user": korolev.me, "access_token": korolev.token})
        asked = [
            *(asyncio.create_task(korolev.patch("/users/me", avatar_id=each["id"])) for each in photos[:2]),
            *(
                asyncio.create_task(korolev.post("/chats/group", title="Восход", avatar_id=each["id"]))
                for each in photos[2:4]
            ),
            *(
                asyncio.create_task(korolev.patch(f"/chats/{vostok['id']}", avatar_id=each["id"]))
                for each in photos[4:]
            ),
        ]
        await storage.wait(len(photos))
        assert (await korolev.get("/users/me")).status_code == 200
        assert (await korolev.patch("/users/me", bio="Главный конструктор")).status_code == 200
        storage.know_nothing()
        answers = await asyncio.gather(*asked)
    assert {(each.status_code, each.json()["code"]) for each in answers} == {(404, "file_not_found")}
    await korolev.leave()
