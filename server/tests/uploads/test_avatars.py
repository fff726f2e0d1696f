"""Avatars: a square of one's own photo, public under a name nobody guesses, gone when it is replaced."""

import io

from PIL import Image

from tests.cast import Person
from tests.phone import Phone
from tests.uploads.conftest import Desk
from tests.uploads.pictures import photo


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
    name = await desk.database.fetchval("select avatar from files where id = $1", int(upload["id"]))
    url = f"/files/avatars/{name}"
    assert (await gagarin.fetch(url)).status_code == 404
    await gagarin.patch("/users/me", avatar_id=upload["id"])
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
