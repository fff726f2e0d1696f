"""What can happen to a message after it was sent: and old state plus events is always what a fresh look says."""

from typing import Any
from uuid import uuid4

import pytest

from tests.cast import Person
from tests.phone import Phone


async def test_an_edit_changes_the_text_for_everybody_and_keeps_what_it_was(
    gagarin: Person, tereshkova: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = await gagarin.say(chat_id, "Поехали?")
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        answer = await gagarin.patch(f"/messages/{said['id']}/edit", text=" Поехали! \r\n")
        assert answer.status_code == 200
        edited = answer.json()
        assert (edited["text"], edited["edited"], edited["version"], edited["seq"]) == ("Поехали!", True, 2, 1)
        assert edited["edited_at"] >= edited["created_at"] == said["created_at"]
        heard = await hers.wait("message:edit")
        assert heard == {key: value for key, value in edited.items() if key != "my_reactions"}
        await his.agree()
        await hers.agree()
    edits = (await tereshkova.get(f"/messages/{said['id']}/edits")).json()
    assert edits == {
        "edits": [{"text": "Поехали?", "entities": [], "written_at": said["created_at"]}],
        "next_cursor": None,
    }


async def test_the_same_text_again_changes_nothing(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = await gagarin.say(chat_id, "раз")
    async with Phone(tereshkova) as hers:
        again = await gagarin.patch(f"/messages/{said['id']}/edit", text="раз")
        assert (again.status_code, again.json()) == (200, said)
        await gagarin.say(chat_id, "два")
        await hers.wait("message:new")
        assert hers.of("message:edit") == []


async def test_earlier_texts_come_by_the_page(gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    said = await gagarin.say(chat_id, "0")
    for n in range(1, 6):
        await gagarin.patch(f"/messages/{said['id']}/edit", text=f"{n}")
    first = (await gagarin.get(f"/messages/{said['id']}/edits", limit=3)).json()
    rest = (await gagarin.get(f"/messages/{said['id']}/edits", cursor=first["next_cursor"])).json()
    assert [each["text"] for each in first["edits"]] == ["0", "1", "2"]
    assert ([each["text"] for each in rest["edits"]], rest["next_cursor"]) == (["3", "4"], None)


async def test_only_the_author_edits_and_only_what_is_there(
    gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = await gagarin.say(chat_id, "моё")
    for person, status, code in ((tereshkova, 403, "not_author"), (stranger, 404, "message_not_found")):
        answer = await person.patch(f"/messages/{said['id']}/edit", text="чужое")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    for text, code in (("", "empty_message"), ("я" * 4097, "validation_failed"), ("\x00", "validation_failed")):
        answer = await gagarin.patch(f"/messages/{said['id']}/edit", text=text)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    await gagarin.delete(f"/messages/{said['id']}/delete")
    answer = await gagarin.patch(f"/messages/{said['id']}/edit", text="снова")
    assert (answer.status_code, answer.json()["code"]) == (404, "message_not_found")


async def test_a_deleted_message_leaves_its_place_and_nothing_else(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = await gagarin.say(chat_id, "тайна")
    await gagarin.patch(f"/messages/{said['id']}/edit", text="большая тайна")
    await gagarin.put(f"/messages/{said['id']}/reactions/🚀")
    reply = await tereshkova.reply(chat_id, said["id"], "о!")
    assert reply["reply_to"]["text"] == "большая тайна"
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        for _ in range(2):
            assert (await gagarin.delete(f"/messages/{said['id']}/delete")).status_code == 204
        heard = await hers.wait("message:delete")
        assert heard == {
            "id": said["id"],
            "chat_id": chat_id,
            "seq": 1,
            "version": 5,
            "sender_id": gagarin.id,
            "type": "text",
        }
        await his.agree()
        await hers.agree()
        assert len(hers.of("message:delete")) == 1
    gone, quoting = (await tereshkova.get(f"/chats/{chat_id}/messages")).json()["messages"]
    assert (gone["deleted"], gone["text"], gone["reactions"], gone["version"]) == (True, "", [], 5)
    assert quoting["reply_to"] == reply["reply_to"] | {"text": "", "deleted": True}
    for path in ("edits", "reactions", "reads"):
        answer = await tereshkova.get(f"/messages/{said['id']}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "message_not_found")


async def test_what_is_not_mine_to_delete_stays(gagarin: Person, tereshkova: Person, stranger: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = await gagarin.say(chat_id, "моё")
    for person, status, code in ((tereshkova, 403, "not_author"), (stranger, 404, "message_not_found")):
        answer = await person.delete(f"/messages/{said['id']}/delete")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await gagarin.get(f"/chats/{chat_id}")).json()["last_message"] == said


def who_reacted(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """By their ids: they have just put their phones away, and whether they are here changes from look to look."""
    return [(each["emoji"], each["user"]["id"]) for each in answer["reactions"]]


async def test_reactions_are_counted_and_taken_back(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = await gagarin.say(chat_id, "Земля в иллюминаторе")
    path = f"/messages/{said['id']}/reactions"
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        first = (await tereshkova.put(f"{path}/❤️")).json()
        assert (first["reactions"], first["my_reactions"]) == ([{"emoji": "❤", "count": 1}], ["❤"])
        assert await his.wait("message:reaction") == {
            "id": said["id"],
            "chat_id": chat_id,
            "seq": 1,
            "version": 2,
            "reactions": [{"emoji": "❤", "count": 1}],
            "user_id": tereshkova.id,
            "emoji": "❤",
            "added": True,
        }
        own = (await gagarin.put(f"{path}/❤")).json()
        assert (own["reactions"], own["my_reactions"]) == ([{"emoji": "❤", "count": 2}], ["❤"])
        await gagarin.put(f"{path}/🚀")
        unchanged = await gagarin.put(f"{path}/🚀")
        assert (unchanged.status_code, unchanged.json()["version"]) == (200, 4)
        assert unchanged.json()["my_reactions"] == ["❤", "🚀"]
        await his.agree()
        taken = await gagarin.delete(f"{path}/❤")
        assert (taken.status_code, taken.json()["version"]) == (200, 5)
        assert taken.json()["reactions"] == [{"emoji": "❤", "count": 1}, {"emoji": "🚀", "count": 1}]
        assert (await gagarin.delete(f"{path}/❤")).json()["version"] == 5
        await his.agree()
        await hers.agree()
        assert len(hers.of("message:reaction")) == 4
    listed = (await gagarin.get(path)).json()
    assert sorted(who_reacted(listed)) == sorted([("❤", tereshkova.id), ("🚀", gagarin.id)])
    page = (await gagarin.get(path, limit=1)).json()
    rest = (await gagarin.get(path, cursor=page["next_cursor"])).json()
    assert who_reacted(page) + who_reacted(rest) == who_reacted(listed)


async def test_three_of_mine_and_twenty_kinds_are_enough(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = await gagarin.say(chat_id, "много чувств")
    path = f"/messages/{said['id']}/reactions"
    for emoji in "🚀🌍🌕":
        assert (await gagarin.put(f"{path}/{emoji}")).status_code == 200
    fourth = await gagarin.put(f"{path}/⭐")
    assert (fourth.status_code, fourth.json()["code"]) == (409, "too_many_reactions")
    assert (await gagarin.put(f"{path}/🚀")).status_code == 200


@pytest.mark.parametrize(
    "emoji",
    ["👍", "👍🏽", "👨‍👩‍👧‍👦", "🇷🇺", "1️⃣", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🏳️‍🌈", "☀️"],
)
async def test_one_emoji_is_a_reaction_however_it_is_put_together(gagarin: Person, emoji: str) -> None:
    said = await gagarin.say(await gagarin.chat_with(gagarin), "!")
    answer = await gagarin.put(f"/messages/{said['id']}/reactions/{emoji}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["my_reactions"] == [emoji.replace("\ufe0f", "")]


@pytest.mark.parametrize("emoji", ["a", "1", "👍👍", "ж", "<b>", "🇷", "%00", "👍" * 40, "%F0%9F", "\u200d"])
async def test_what_is_not_one_emoji_is_none(gagarin: Person, emoji: str) -> None:
    said = await gagarin.say(await gagarin.chat_with(gagarin), "!")
    answer = await gagarin.put(f"/messages/{said['id']}/reactions/{emoji}")
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed"), answer.text


async def test_a_pin_is_told_and_noted_in_the_chat(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    first, second = await gagarin.say(chat_id, "важно"), await gagarin.say(chat_id, "важнее")
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        answer = await tereshkova.put(f"/messages/{first['id']}/pin")
        assert (answer.status_code, answer.json()["pinned"], answer.json()["version"]) == (200, True, 3)
        assert await his.wait("message:pin") == {
            "id": first["id"],
            "chat_id": chat_id,
            "seq": 1,
            "version": 3,
            "pinned": True,
        }
        noted = await his.wait("message:new")
        assert (noted["type"], noted["version"], noted["client_id"]) == ("system", 4, None)
        assert noted["system"] == {
            "kind": "pinned",
            "actor_id": tereshkova.id,
            "user_ids": [],
            "value": first["id"],
        }
        assert (await gagarin.put(f"/messages/{second['id']}/pin")).status_code == 200
        assert (await gagarin.put(f"/messages/{second['id']}/pin")).json()["version"] == 5
        await his.agree()
        pins = (await gagarin.get(f"/chats/{chat_id}/pins")).json()
        assert [each["id"] for each in pins["messages"]] == [second["id"], first["id"]]
        page = (await gagarin.get(f"/chats/{chat_id}/pins", limit=1)).json()
        rest = (await gagarin.get(f"/chats/{chat_id}/pins", cursor=page["next_cursor"])).json()
        assert page["messages"] + rest["messages"] == pins["messages"]
        taken = await gagarin.delete(f"/messages/{first['id']}/pin")
        assert (taken.status_code, taken.json()["pinned"]) == (200, False)
        await gagarin.delete(f"/messages/{second['id']}/delete")
        assert (await gagarin.get(f"/chats/{chat_id}/pins")).json()["messages"] == []
        await his.agree()
        await hers.agree()
    assert (await gagarin.get(f"/chats/{chat_id}")).json()["unread_count"] == 0


async def test_a_deed_can_be_neither_edited_nor_deleted_nor_anything_else(gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    said = await gagarin.say(chat_id, "!")
    await gagarin.put(f"/messages/{said['id']}/pin")
    deed = f"{chat_id}-2"
    assert (await gagarin.patch(f"/messages/{deed}/edit", text="?")).status_code == 403
    assert (await gagarin.delete(f"/messages/{deed}/delete")).status_code == 403
    for answer in (
        await gagarin.put(f"/messages/{deed}/reactions/👍"),
        await gagarin.put(f"/messages/{deed}/pin"),
        await gagarin.post(f"/messages/{deed}/forward", chat_ids=[chat_id], client_id=str(uuid4())),
        await gagarin.get(f"/messages/{deed}/reads"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "message_not_found")


async def test_who_has_read_is_told_to_members(gagarin: Person, tereshkova: Person, stranger: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = await gagarin.say(chat_id, "прочти")
    assert (await gagarin.get(f"/messages/{said['id']}/reads")).json() == {"reads": [], "next_cursor": None}
    await tereshkova.post(f"/chats/{chat_id}/read", seq=1)
    assert list(await readers(gagarin, said)) == [tereshkova.id]
    assert (await stranger.get(f"/messages/{said['id']}/reads")).status_code == 404


async def readers(person: Person, message: dict[str, Any]) -> dict[str, str | None]:
    """Who has read it, and when."""
    reads = (await person.get(f"/messages/{message['id']}/reads")).json()["reads"]
    return {each["user"]["id"]: each["read_at"] for each in reads}


async def test_when_is_when_the_mark_passed_it(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = [await gagarin.say(chat_id, f"{n}") for n in range(5)]
    for seq in (2, 3, 3, 1, 5):
        await tereshkova.post(f"/chats/{chat_id}/read", seq=seq)
    first, second, third, fourth, fifth = [(await readers(gagarin, each))[tereshkova.id] for each in said]
    assert first
    assert third
    assert fourth
    assert said[-1]["created_at"] <= first == second < third < fourth == fifth


async def test_when_is_forgotten_after_many_moves_but_not_who(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = [await gagarin.say(chat_id, f"{n}") for n in range(18)]
    for each in said:
        await tereshkova.post(f"/chats/{chat_id}/read", seq=each["seq"])
    times = [(await readers(gagarin, each))[tereshkova.id] for each in said]
    assert [at is not None for at in times] == [False] * 2 + [True] * 16


async def test_who_was_there_already_has_read_what_was_said_at_no_known_time(
    gagarin: Person, vostok: str, stranger: Person
) -> None:
    before = await gagarin.say(vostok, "до него")
    await gagarin.post(f"/chats/{vostok}/members", user_ids=[stranger.id])
    after = await gagarin.say(vostok, "при нём")
    await stranger.post(f"/chats/{vostok}/read", seq=after["seq"])
    assert (await readers(gagarin, before))[stranger.id] is None
    assert (await readers(gagarin, after))[stranger.id]


async def test_who_hides_when_they_are_here_hides_when_they_read(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = await gagarin.say(chat_id, "прочти")
    await tereshkova.post(f"/chats/{chat_id}/read", seq=1)
    assert (await readers(gagarin, said))[tereshkova.id]
    await tereshkova.patch("/users/me/settings", last_seen="nobody")
    assert await readers(gagarin, said) == {tereshkova.id: None}


@pytest.mark.parametrize("message_id", ["0-1", "1-0", "abc", "1", "1-1-1", "99999999999999999999-1", "-1", "1-2a"])
async def test_an_id_no_message_can_have_is_not_found(gagarin: Person, message_id: str) -> None:
    for answer in (
        await gagarin.patch(f"/messages/{message_id}/edit", text="!"),
        await gagarin.delete(f"/messages/{message_id}/delete"),
        await gagarin.put(f"/messages/{message_id}/reactions/👍"),
        await gagarin.put(f"/messages/{message_id}/pin"),
        await gagarin.get(f"/messages/{message_id}/reads"),
        await gagarin.get(f"/messages/{message_id}/edits"),
        await gagarin.post(f"/messages/{message_id}/forward", chat_ids=["1"], client_id=str(uuid4())),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "message_not_found")
