"""Groups and channels as a whole: made, changed, ended."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.cast import Person
from tests.chats.folding import follows, see
from tests.phone import Phone
from tests.sync.test_sync import sync
from tests.uploads.pictures import photo

Meet = Callable[[str], Awaitable[Person]]


async def test_who_makes_a_group_owns_it(gagarin: Person, tereshkova: Person, leonov: Person) -> None:
    answer = await gagarin.post(
        "/chats/group", title=" Восток\n", description="Первый\r\nотряд ", member_ids=[tereshkova.id, leonov.id]
    )
    assert answer.status_code == 201
    chat = answer.json()
    assert (chat["type"], chat["title"], chat["description"]) == ("group", "Восток", "Первый\nотряд")
    assert (chat["my_role"], chat["members_count"], chat["history"], chat["peer"]) == ("owner", 3, "all", None)
    assert chat["unread_count"] == 0
    system = chat["last_message"]["system"]
    assert system == {
        "kind": "created",
        "actor_id": gagarin.id,
        "user_ids": [tereshkova.id, leonov.id],
        "value": "Восток",
    }
    hers = await see(tereshkova, chat["id"])
    assert (hers["my_role"], hers["members_count"], hers["title"]) == ("member", 3, "Восток")
    assert hers == (await tereshkova.get("/chats")).json()["chats"][0]


async def test_a_group_may_have_only_its_owner_and_names_nobody_twice(gagarin: Person, leonov: Person) -> None:
    alone = (await gagarin.post("/chats/group", title="Один")).json()
    assert alone["members_count"] == 1
    two = await see(gagarin, await gagarin.make_group("Двое", leonov, leonov, gagarin))
    assert two["members_count"] == 2


async def test_an_unknown_member_and_nothing_is_made(gagarin: Person, leonov: Person) -> None:
    for unknown in ("987654321", "abc", "", "-1", "9" * 30):
        answer = await gagarin.post("/chats/group", title="Никто", member_ids=[leonov.id, unknown])
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
        assert answer.json()["errors"][0]["field"] == "member_ids"
    assert (await gagarin.get("/chats")).json()["chats"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"title": ""},
        {"title": " \u200b "},
        {"title": "я" * 129},
        {"title": "\x00"},
        {"title": None},
        {"title": "Восток", "description": "я" * 501},
        {"title": "Восток", "type": "direct"},
        {"title": "Восток", "type": "saved"},
        {"title": "Восток", "history": "none"},
        {"title": "Восток", "member_ids": ["1"] * 201},
        {"title": "Восток", "member_ids": [1]},
        {"title": "Восток", "owner_id": "1"},
    ],
)
async def test_what_cannot_be_a_group_is_refused(gagarin: Person, wrong: dict[str, Any]) -> None:
    answer = await gagarin.post("/chats/group", **wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


async def test_everybody_in_a_new_group_sees_it_at_once_and_hears_what_is_said(
    gagarin: Person, tereshkova: Person, leonov: Person, stranger: Person
) -> None:
    async with Phone(gagarin) as his, Phone(tereshkova) as hers, Phone(leonov) as theirs, Phone(stranger) as alien:
        chat_id = await gagarin.make_group("Восток", tereshkova, leonov)
        said = await gagarin.say(chat_id, "Поехали!")
        for phone, role in ((his, "owner"), (hers, "member"), (theirs, "member")):
            new = await phone.wait("chat:new")
            assert (new["id"], new["my_role"], new["members_count"]) == (chat_id, role, 3)
            assert (await phone.wait("message:new", lambda m: m["text"]))["id"] == said["id"]
        await stranger.say(await stranger.chat_with(stranger), "а я тут")
        await alien.wait("message:new")
        await alien.wait("chat:new")  # looked up behind the answer, so it may be the later one
        assert sorted(heard.event for heard in alien.heard) == ["chat:new", "message:new"]


async def test_who_has_blocked_me_is_silently_left_out(gagarin: Person, tereshkova: Person, leonov: Person) -> None:
    await leonov.put(f"/users/me/blocks/{gagarin.id}")
    chat_id = await gagarin.make_group("Восток", tereshkova, leonov)
    assert (await see(gagarin, chat_id))["members_count"] == 2
    assert (await leonov.get("/chats")).json()["chats"] == []


async def test_owner_and_admins_change_it_and_everybody_hears(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str
) -> None:
    before = {person.id: await see(person, vostok) for person in (gagarin, tereshkova, leonov)}
    async with Phone(gagarin) as his, Phone(tereshkova) as hers, Phone(leonov) as theirs:
        changed = await tereshkova.patch(f"/chats/{vostok}", title="Восход", history="from_join")
        assert changed.status_code == 200
        assert (changed.json()["title"], changed.json()["history"]) == ("Восход", "from_join")
        await gagarin.patch(f"/chats/{vostok}", description="Второй отряд")
        for phone in (his, hers, theirs):
            await phone.wait("chat:update", lambda update: "description" in update)
            assert phone.of("chat:update") == [
                {"chat_id": vostok, "title": "Восход", "history": "from_join"},
                {"chat_id": vostok, "description": "Второй отряд"},
            ]
            renamed = (await phone.wait("message:new"))["system"]
            assert (renamed["kind"], renamed["actor_id"], renamed["value"]) == ("renamed", tereshkova.id, "Восход")
            await follows(phone, vostok, before[phone.owner.id], "title", "description", "history", "unread_count")


async def test_null_clears_what_can_be_cleared(gagarin: Person, vostok: str) -> None:
    await gagarin.patch(f"/chats/{vostok}", description="Отряд", history="from_join")
    answer = await gagarin.patch(f"/chats/{vostok}", description=None, history=None)
    assert (answer.json()["description"], answer.json()["history"]) == ("", "all")
    assert (await gagarin.patch(f"/chats/{vostok}", title=None)).status_code == 422


async def test_what_changes_nothing_is_no_news(gagarin: Person, leonov: Person, vostok: str) -> None:
    async with Phone(leonov) as phone:
        assert (await gagarin.patch(f"/chats/{vostok}", title="Восток ", description="")).status_code == 200
        assert (await gagarin.patch(f"/chats/{vostok}")).status_code == 200
        await gagarin.say(vostok, "а это новость")
        await phone.wait("message:new")
        assert [heard.event for heard in phone.heard] == ["message:new"]


async def test_a_changed_description_is_brought_by_sync(gagarin: Person, leonov: Person, vostok: str) -> None:
    cursor = (await sync(leonov))["cursor"]
    await gagarin.patch(f"/chats/{vostok}", description="Отряд")
    assert [chat["description"] for chat in (await sync(leonov, cursor))["chats"]] == ["Отряд"]


async def test_members_and_strangers_change_nothing(
    gagarin: Person, leonov: Person, stranger: Person, vostok: str
) -> None:
    for person, status, code in ((leonov, 403, "role_required"), (stranger, 404, "chat_not_found")):
        for answer in (
            await person.patch(f"/chats/{vostok}", title="Моё"),
            await person.delete(f"/chats/{vostok}"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await see(gagarin, vostok))["title"] == "Восток"


async def test_a_direct_chat_has_no_title_to_change(gagarin: Person, tereshkova: Person) -> None:
    for other in (tereshkova, gagarin):
        chat_id = await gagarin.chat_with(other)
        answer = await gagarin.patch(f"/chats/{chat_id}", title="Мы")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_a_group")


async def test_titles_are_found_anywhere_without_case(gagarin: Person, leonov: Person) -> None:
    chat_id = await gagarin.make_group("Отряд Королёва №1", leonov)
    await gagarin.make_group("Другое", leonov)
    for query in ("королев", "ОТРЯД К", "№1", "ролёва"):
        found = (await leonov.get("/chats", query=query)).json()["chats"]
        assert [chat["id"] for chat in found] == [chat_id], query
    await gagarin.patch(f"/chats/{chat_id}", title="Восток")
    assert (await leonov.get("/chats", query="королев")).json()["chats"] == []
    assert [chat["id"] for chat in (await leonov.get("/chats", query="вост")).json()["chats"]] == [chat_id]


async def test_an_owner_ends_a_group_for_everybody(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str
) -> None:
    assert (await tereshkova.delete(f"/chats/{vostok}")).status_code == 403
    cursor = (await sync(leonov))["cursor"]
    async with Phone(gagarin) as his, Phone(leonov) as theirs:
        assert (await gagarin.delete(f"/chats/{vostok}")).status_code == 204
        for phone in (his, theirs):
            assert await phone.wait("chat:gone") == {"chat_id": vostok}
    for person in (gagarin, tereshkova, leonov):
        assert (await person.get(f"/chats/{vostok}")).status_code == 404
        assert (await person.get(f"/chats/{vostok}/messages")).status_code == 404
        assert (await person.get("/chats")).json()["chats"] == []
        assert (await person.delete(f"/chats/{vostok}")).status_code == 404
    away = await sync(leonov, cursor, **{f"c{vostok}": 1})
    assert (away["gone"], away["chats"]) == ([vostok], [])


async def test_a_group_has_a_picture_of_mine(gagarin: Person, tereshkova: Person, leonov: Person) -> None:
    first, second = [await gagarin.upload(photo(), "vostok.jpg") for _ in range(2)]
    chat_id = await gagarin.make_group("Восток", tereshkova, leonov, avatar_id=first["id"])
    shown = (await see(leonov, chat_id))["avatar_url"]
    assert (await gagarin.fetch(shown)).status_code == 200
    async with Phone(leonov) as phone:
        changed = await gagarin.patch(f"/chats/{chat_id}", avatar_id=second["id"])
        assert changed.status_code == 200
        update = await phone.wait("chat:update")
        assert update == {"chat_id": chat_id, "avatar_url": changed.json()["avatar_url"]}
        assert update["avatar_url"] != shown
        assert (await phone.wait("message:new"))["system"]["kind"] == "avatar"
        assert (await gagarin.patch(f"/chats/{chat_id}", avatar_id=None)).json()["avatar_url"] is None
        await phone.wait("chat:update", lambda each: each["avatar_url"] is None)


async def test_a_picture_must_be_an_upload_of_mine_that_nothing_shows(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str
) -> None:
    hers = await tereshkova.upload(photo(), "hers.jpg")
    used = await gagarin.upload(photo(), "used.jpg")
    assert (await gagarin.patch(f"/chats/{vostok}", avatar_id=used["id"])).status_code == 200
    for file_id, status, code in (
        (hers["id"], 404, "file_not_found"),
        ("987654321", 404, "file_not_found"),
        ("x", 404, "file_not_found"),
        (used["id"], 409, "attachment_used"),
    ):
        for answer in (
            await gagarin.patch(f"/chats/{vostok}", avatar_id=file_id, title="Не выйдет"),
            await gagarin.post("/chats/group", title="Не выйдет", avatar_id=file_id),
        ):
            assert (answer.status_code, answer.json()["code"]) == (status, code)
    refused = await leonov.patch(f"/chats/{vostok}", avatar_id=(await leonov.upload(photo(), "mine.jpg"))["id"])
    assert (refused.status_code, refused.json()["code"]) == (403, "role_required")
    assert [chat["title"] for chat in (await gagarin.get("/chats")).json()["chats"]] == ["Восток"]
