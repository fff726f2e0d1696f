"""What is deleted is gone: of a message, a story, an account nothing is found in the database or in the storage."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from kocmoc.app import House
from kocmoc.messages.previews.fetching import Fetcher
from kocmoc.settings import Settings
from tests.cast import PASSWORD, Person
from tests.deletion.traces import traces
from tests.messages.test_previews import answer, only, site
from tests.phone import Phone
from tests.stage import Running
from tests.uploads.pictures import photo


class Place:
    """A server of its own, with two people in it who talk with each other."""

    def __init__(self, running: Running, folder: Path, gagarin: Person, titov: Person) -> None:
        self.house = running.house
        self.gagarin, self.titov = gagarin, titov
        self._files = folder / "files"

    async def sweep(self) -> None:
        """What happens by itself within a minute."""
        await self.house.chat_sweeper.sweep()
        await self.house.search_sweeper.sweep()
        await self.house.teller.sweep()
        await self.house.feelings.sweep()
        await self.house.uploads.sweeper.sweep()

    async def traces(self, *marks: str) -> set[str]:
        return await traces(self.house.database, self._files, *marks)


@pytest_asyncio.fixture
async def place(settings: Settings, new_database: Callable[[], Awaitable[str]], tmp_path: Path) -> AsyncIterator[Place]:
    own = msgspec.structs.replace(settings, data_dir=tmp_path, link_previews=True)
    async with Running(House(own, await new_database())) as running:
        people = [await Person.register(running.url, name) for name in ("korolev", "gagarin", "titov")]
        yield Place(running, tmp_path, people[1], people[2])
        for person in people:
            await person.leave()


def mark() -> str:
    """A word nobody else says, whose beginning survives as its stem."""
    return "ъ" + "".join(chr(ord("б") + int(digit, 16)) for digit in uuid.uuid4().hex)[:20]


def _keys(*attachments: dict[str, Any]) -> list[str]:
    """The names under which files lie."""
    urls = [each[name] for each in attachments for name in ("url", "thumbnail_url") if each[name]]
    return [url.removeprefix("/files/") for url in urls]


async def test_nothing_is_left_of_a_message(place: Place) -> None:
    gagarin, titov, first, second, named = place.gagarin, place.titov, mark(), mark(), mark()
    chat_id = await gagarin.make_group("Восток", titov)
    files = [
        await gagarin.upload(photo(), f"{named}.jpg"),
        await gagarin.upload(f"{first}!".encode(), f"{named}.txt"),
    ]
    message = (
        await gagarin.post(
            f"/chats/{chat_id}/messages",
            client_id=str(uuid.uuid4()), text=f"{first} @titov", attachment_ids=[each["id"] for each in files],
        )
    ).json()  # fmt: skip
    await place.house.search_sweeper.sweep()
    answer = await titov.reply(chat_id, message["id"], "ответ")
    await gagarin.patch(f"/messages/{message['id']}/edit", text=f"{second} @titov")
    await titov.put(f"/messages/{message['id']}/reactions/🚀")
    await titov.post("/reports", message_id=message["id"], reason="Посмотрите")
    await gagarin.put(f"/messages/{message['id']}/pin")
    await place.sweep()
    marks = [first[:16], second[:16], named, *_keys(*files)]
    before = await place.traces(*marks)
    assert before >= {"messages", "message_edits", "files", "lexemes", "reports"}
    assert len(before) >= 5 + len(_keys(*files))
    assert (await gagarin.delete(f"/messages/{message['id']}/delete")).status_code == 204
    # At once, whoever asks:
    told = [
        await titov.get(f"/chats/{chat_id}/messages"),
        await titov.get("/search", q=second),
        await titov.get("/chats"),
    ]
    assert not [each for each in told for word in marks if word in each.text]
    history = (await titov.get(f"/chats/{chat_id}/messages")).json()["messages"]
    quote = next(each["reply_to"] for each in history if each["id"] == answer["id"])
    assert (quote["deleted"], quote["text"]) == (True, "")
    for key in _keys(*files):
        assert (await gagarin.fetch(f"/files/{key}")).status_code == 404
    # And wherever one looks, soon:
    await place.sweep()
    assert await place.traces(*marks) == set()
    for table in ("reactions", "message_edits", "mentions", "message_files"):
        assert await place.house.database.fetchval(f"select count(*) from {table}") == 0, table
    assert answer["reply_to"]["text"]


async def test_a_forward_keeps_what_it_shows_until_it_is_deleted_too(place: Place) -> None:
    gagarin, titov, said = place.gagarin, place.titov, mark()
    chat_id, saved = await gagarin.chat_with(titov), await titov.chat_with(titov)
    file = await gagarin.upload(photo(), "старт.jpg")
    message = (
        await gagarin.post(
            f"/chats/{chat_id}/messages", client_id=str(uuid.uuid4()), text=said, attachment_ids=[file["id"]]
        )
    ).json()
    forwarded = await titov.post(f"/messages/{message['id']}/forward", chat_ids=[saved], client_id=str(uuid.uuid4()))
    await place.sweep()
    await gagarin.delete(f"/messages/{message['id']}/delete")
    await place.sweep()
    marks = [said[:16], *_keys(file)]
    assert await place.traces(*marks) >= {"messages", "files", "lexemes"}
    assert (await titov.fetch(file["url"])).status_code == 200
    await titov.delete(f"/messages/{forwarded.json()['messages'][0]['id']}/delete")
    await place.sweep()
    assert await place.traces(*marks) == set()


async def test_nothing_is_left_of_a_group_that_has_ended(place: Place) -> None:
    gagarin, titov, said = place.gagarin, place.titov, mark()
    chat_id = await gagarin.make_group(said, titov)
    file = await gagarin.upload(photo(), f"{said}.jpg")
    message = (
        await gagarin.post(
            f"/chats/{chat_id}/messages", client_id=str(uuid.uuid4()), text=said, attachment_ids=[file["id"]]
        )
    ).json()
    await titov.post("/reports", message_id=message["id"], reason="Посмотрите")
    await place.sweep()
    marks = [said[:16], *_keys(file)]
    assert await place.traces(*marks) >= {"chats", "messages", "files", "lexemes", "reports"}
    assert (await gagarin.delete(f"/chats/{chat_id}")).status_code == 204
    for person in (gagarin, titov):
        assert (await person.fetch(file["url"])).status_code == 404
    await place.sweep()
    assert await place.traces(*marks) == set()


@pytest.mark.parametrize("how", ["deleted", "expired"])
async def test_nothing_is_left_of_a_story(place: Place, how: str) -> None:
    gagarin, titov, said = place.gagarin, place.titov, mark()
    await gagarin.chat_with(titov)
    file = await gagarin.upload(photo(), f"{said}.jpg")
    story = (await gagarin.post("/stories", type="photo", text=said, attachment_id=file["id"])).json()
    await titov.post(f"/stories/{story['id']}/view")
    marks = [said, *_keys(file)]
    assert await place.traces(*marks) >= {"stories", "files"}
    if how == "deleted":
        assert (await gagarin.delete(f"/stories/{story['id']}")).status_code == 204
    else:
        await place.house.database.fetch(
            "update stories set created_at = created_at - interval '9 days', expires_at = now() - interval '1 second'"
        )
    assert (await titov.fetch(file["url"])).status_code == 404
    await place.sweep()
    assert await place.traces(*marks) == set()
    assert await place.house.database.fetchval("select count(*) from story_views") == 0


async def test_nothing_is_left_of_where_a_link_led(place: Place) -> None:
    gagarin, titov, title = place.gagarin, place.titov, mark()
    chat_id = await gagarin.chat_with(titov)
    page = answer(f"<title>{title}</title><meta property='og:image' content='/ship'>".encode())
    async with site(start=page, ship=answer(photo(), kind="image/jpeg")) as cosmos, Phone(titov) as his:
        place.house.previews.fetcher = Fetcher(only(cosmos.port))
        said = await gagarin.say(chat_id, f"{cosmos.url}/start")
        small = (await his.wait("message:edit"))["link_preview"]["thumbnail_url"]
    marks = [title, small.removeprefix("/files/")]
    assert await place.traces(*marks) >= {"messages", "files"}
    assert (await gagarin.delete(f"/messages/{said['id']}/delete")).status_code == 204
    assert (await titov.fetch(small)).status_code == 404
    history = (await titov.get(f"/chats/{chat_id}/messages")).text
    assert not [word for word in marks if word in history]
    await place.sweep()
    assert await place.traces(*marks) == set()


async def test_of_an_account_only_its_messages_are_left(place: Place) -> None:
    gagarin, titov, said, about = place.gagarin, place.titov, mark(), mark()
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    username, name = "u" + uuid.uuid4().hex[:20], mark()
    avatar, loose, shown = [await gagarin.upload(photo(), f"{about}.jpg") for _ in range(3)]
    await gagarin.patch("/users/me", username=username, display_name=f"Юрий {name}", bio=about, avatar_id=avatar["id"])
    face = (await gagarin.get("/users/me")).json()["avatar_url"]
    chat_id = await gagarin.chat_with(titov)
    await gagarin.say(chat_id, said)
    liked = await titov.say(chat_id, "Как слышите?")
    for person, emoji in ((gagarin, "🔥"), (gagarin, "👍"), (titov, "👍")):
        await person.put(f"/messages/{liked['id']}/reactions/{emoji}")
    await gagarin.patch(f"/chats/{chat_id}/settings", draft=about)
    await gagarin.post(f"/chats/{chat_id}/scheduled", client_id=str(uuid.uuid4()), text=about, send_at=tomorrow)
    await gagarin.say(await gagarin.chat_with(gagarin), about)
    await gagarin.post("/stories", type="photo", text=about, attachment_id=shown["id"])
    await gagarin.post("/stickers/packs", title=about)
    await gagarin.post("/reports", user_id=titov.id, reason=about)
    await gagarin.post("/auth/totp/setup")
    await gagarin.http.post(
        "/api/auth/login", json={"login": username, "password": PASSWORD}, headers={"User-Agent": f"{username} Phone"}
    )
    await gagarin.http.post("/api/auth/login", json={"login": username, "password": "не тот пароль"})
    await gagarin.post("/auth/send-code", email="gagarin@cosmos.example")
    await place.sweep()
    marks = [name, about, username, "gagarin@cosmos.example", *_keys(avatar, loose, shown), face.rpartition("/")[2]]
    assert await place.traces(*marks) >= {
        "users",
        "user_keys",
        "files",
        "stories",
        "scheduled",
        "sticker_packs",
        "members",
        "reports",
    }
    async with Phone(titov) as his:
        assert (await gagarin.delete("/users/me", password=PASSWORD)).status_code == 204
        await place.sweep()
        told = await his.wait("message:reaction", lambda news: news["reactions"] == [{"emoji": "👍", "count": 1}])
        assert (told["user_id"], told["added"]) == (gagarin.id, False)
    assert await place.traces(*marks) == set()
    left, answer = (await titov.get(f"/chats/{chat_id}/messages")).json()["messages"]
    assert (left["text"], left["sender"]["display_name"]) == (said, "Deleted account")
    assert answer["reactions"] == [{"emoji": "👍", "count": 1}]
    who = (await titov.get(f"/messages/{liked['id']}/reactions")).json()["reactions"]
    assert [each["user"]["id"] for each in who] == [titov.id]
