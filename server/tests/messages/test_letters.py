"""What a message can carry beside its text, over REST and over the socket alike."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.cast import Person
from tests.phone import Phone


async def send(person: Person, chat_id: str, **draft: Any) -> httpx.Response:
    return await person.post(f"/chats/{chat_id}/messages", **({"client_id": str(uuid4())} | draft))


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_files_make_the_message_what_it_is(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    files = [await gagarin.upload(b"plan %d" % n, f"{n}.txt") for n in range(3)]
    async with Phone(tereshkova) as hers:
        answer = await send(gagarin, chat_id, attachment_ids=[each["id"] for each in files], text="план")
        assert answer.status_code == 201, answer.text
        message = answer.json()
        assert (message["type"], message["text"], message["attachments"]) == ("document", "план", files)
        heard = await hers.wait("message:new")
        assert heard["attachments"] == files
        await hers.agree()
    assert (await tereshkova.fetch(files[2]["url"])).content == b"plan 2"
    bare = await send(gagarin, chat_id, attachment_ids=[(await gagarin.upload(b"x"))["id"]], type="document")
    assert (bare.status_code, bare.json()["text"]) == (201, "")


async def test_a_file_is_its_owners_and_used_once(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    file = await gagarin.upload(b"one")
    client_id = str(uuid4())
    assert refusal(await send(tereshkova, chat_id, attachment_ids=[file["id"]])) == (404, "file_not_found")
    for foreign in ("987654321", "abc", "0"):
        assert refusal(await send(gagarin, chat_id, attachment_ids=[foreign])) == (404, "file_not_found")
    assert (await tereshkova.fetch(file["url"])).status_code == 404
    first = await send(gagarin, chat_id, attachment_ids=[file["id"]], client_id=client_id)
    assert first.status_code == 201
    again = await send(gagarin, chat_id, attachment_ids=[file["id"]], client_id=client_id)
    assert (again.status_code, again.json()) == (200, first.json())
    assert refusal(await send(gagarin, chat_id, attachment_ids=[file["id"]])) == (409, "attachment_used")
    assert (await gagarin.get(f"/chats/{chat_id}")).json()["last_seq"] == 1


async def test_two_messages_at_once_for_one_file_are_one_message(gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    file = await gagarin.upload(b"one")
    answers = await asyncio.gather(*(send(gagarin, chat_id, attachment_ids=[file["id"]]) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]


async def test_what_files_cannot_do(gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    file = await gagarin.upload(b"one")
    for draft in (
        {"attachment_ids": [file["id"]] * 2},
        {"attachment_ids": [str(n) for n in range(1, 12)]},
        {"attachment_ids": [file["id"]], "type": "photo"},
        {"attachment_ids": [file["id"]], "type": "text"},
        {"attachment_ids": [file["id"]], "text": "я" * 1025},
        {"attachment_ids": [file["id"]], "sticker_id": "1"},
        {"text": "!", "type": "photo"},
        {"text": "!", "type": "sticker"},
        {"text": "!", "type": "system"},
        {"text": "!", "sticker_id": "1"},
        {"text": "!", "reply_to_id": 5},
        {"text": "!", "silent": "yes"},
    ):
        assert refusal(await send(gagarin, chat_id, **draft)) == (422, "validation_failed"), draft
    assert refusal(await send(gagarin, chat_id, sticker_id="987654321")) == (404, "sticker_not_found")
    assert (await send(gagarin, chat_id, attachment_ids=[file["id"]], text="я" * 1024)).status_code == 201


async def test_a_caption_may_be_edited_away_but_not_grow(gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    file = await gagarin.upload(b"one")
    said = (await send(gagarin, chat_id, attachment_ids=[file["id"]], text="подпись")).json()
    path = f"/messages/{said['id']}/edit"
    assert refusal(await gagarin.patch(path, text="я" * 1025)) == (422, "validation_failed")
    bare = (await gagarin.patch(path, text="")).json()
    assert (bare["text"], bare["attachments"], bare["edited"]) == ("", said["attachments"], True)


async def test_a_forwarded_file_outlives_the_first_message_that_showed_it(
    gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    here, there = await gagarin.chat_with(tereshkova), await gagarin.chat_with(stranger)
    file = await gagarin.upload(b"one")
    said = (await send(gagarin, here, attachment_ids=[file["id"]])).json()
    answer = await gagarin.post(f"/messages/{said['id']}/forward", chat_ids=[there], client_id=str(uuid4()))
    assert answer.json()["messages"][0]["attachments"] == [file]
    assert (await gagarin.delete(f"/messages/{said['id']}/delete")).status_code == 204
    assert (await stranger.fetch(file["url"])).content == b"one"
    assert (await tereshkova.fetch(file["url"])).status_code == 404


async def test_a_reply_quotes_its_parent_as_it_is_now(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = await gagarin.say(chat_id, "Как слышите?")
    async with Phone(gagarin) as his:
        reply = await tereshkova.reply(chat_id, said["id"], "Слышу хорошо")
        assert reply["reply_to"] == {
            "id": said["id"],
            "seq": 1,
            "sender_name": "Gagarin",
            "type": "text",
            "text": "Как слышите?",
            "deleted": False,
        }
        assert (await his.wait("message:new"))["reply_to"] == reply["reply_to"]
        await gagarin.patch(f"/messages/{said['id']}/edit", text="Как слышно?")
        await his.agree()
    history = (await gagarin.get(f"/chats/{chat_id}/messages")).json()["messages"]
    assert history[1]["reply_to"]["text"] == "Как слышно?"


async def test_what_is_not_here_cannot_be_answered(gagarin: Person, tereshkova: Person, stranger: Person) -> None:
    chat_id, elsewhere = await gagarin.chat_with(tereshkova), await gagarin.chat_with(stranger)
    said, other = await gagarin.say(chat_id, "здесь"), await gagarin.say(elsewhere, "там")
    await gagarin.delete(f"/messages/{said['id']}/delete")
    for parent in (said["id"], other["id"], f"{chat_id}-2", f"{chat_id}-99", "abc", "987654321-1"):
        answer = await send(gagarin, chat_id, text="ответ", reply_to_id=parent)
        assert refusal(answer) == (404, "message_not_found"), parent


async def test_silence_is_told(gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    assert (await send(gagarin, chat_id, text="тихо", silent=True)).json()["silent"] is True


async def test_what_i_had_begun_to_write_is_gone_once_sent(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.patch(f"/chats/{chat_id}/settings", draft="Пое")
    await tereshkova.patch(f"/chats/{chat_id}/settings", draft="Я т")
    cursor = (await gagarin.post("/sync", cursor=None)).json()["cursor"]
    async with Phone(gagarin) as his:
        await gagarin.say(chat_id, "Поехали!")
        assert await his.wait("chat:update") == {"chat_id": chat_id, "draft": None}
    assert (await gagarin.post("/sync", cursor=cursor)).json()["chats"][0]["draft"] is None
    assert (await tereshkova.get(f"/chats/{chat_id}")).json()["draft"] == "Я т"


async def test_a_forward_leaves_the_draft_alone(gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    said = await gagarin.say(chat_id, "раз")
    await gagarin.patch(f"/chats/{chat_id}/settings", draft="начало")
    await gagarin.post(f"/messages/{said['id']}/forward", chat_ids=[chat_id], client_id=str(uuid4()))
    assert (await gagarin.get(f"/chats/{chat_id}")).json()["draft"] == "начало"


def entity(kind: str, offset: int, length: int, **more: str) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, "url": None, "language": None, "user_id": None} | more


async def test_entities_move_with_the_text_they_mark(gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    text = " \r\n🚀 Поехали\r\nвверх! "
    marks = [
        entity("bold", text.index("П") + 1, 7),
        entity("spoiler", 0, 3),
        entity("code", 0, len(text) + 1),
        entity("italic", text.index("вверх") + 1, 6),
    ]
    answer = await send(gagarin, chat_id, text=text, entities=marks)
    assert answer.status_code == 201, answer.text
    assert answer.json()["text"] == "🚀 Поехали\nвверх!"
    assert answer.json()["entities"] == [
        entity("code", 0, 17),
        entity("bold", 3, 7),
        entity("italic", 11, 6),
    ]
    assert (await gagarin.get(f"/chats/{chat_id}/messages")).json()["messages"] == [answer.json()]


@pytest.mark.parametrize(
    "mark",
    [
        {"type": "bold", "offset": 0, "length": 0},
        {"type": "bold", "offset": -1, "length": 1},
        {"type": "bold", "offset": 2, "length": 99},
        {"type": "bold", "offset": 1, "length": 3},
        {"type": "bold", "offset": 0, "length": 1},
        {"type": "bold", "offset": 2**53, "length": 1},
        {"type": "bold", "offset": "0", "length": 2},
        {"type": "blink", "offset": 0, "length": 2},
        {"type": "bold", "offset": 0, "length": 2, "url": "https://cosmos.example"},
        {"type": "bold", "offset": 0, "length": 2, "user_id": "1"},
        {"type": "bold", "offset": 0, "length": 2, "language": "python"},
        {"type": "link", "offset": 0, "length": 2},
        {"type": "link", "offset": 0, "length": 2, "url": "javascript:alert(1)"},
        {"type": "link", "offset": 0, "length": 2, "url": "data:text/html,x"},
        {"type": "link", "offset": 0, "length": 2, "url": " https://cosmos.example"},
        {"type": "link", "offset": 0, "length": 2, "url": "https://cosmos.example/\n"},
        {"type": "link", "offset": 0, "length": 2, "url": "https://" + "x" * 2048},
        {"type": "mention", "offset": 0, "length": 2, "user_id": "abc"},
        {"type": "pre", "offset": 0, "length": 2, "language": "<b>"},
        {"type": "bold", "offset": 0, "length": 2, "color": "red"},
    ],
)
async def test_marks_that_mark_nothing_are_refused(gagarin: Person, mark: dict[str, Any]) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    assert refusal(await send(gagarin, chat_id, text="🚀 вверх", entities=[mark])) == (422, "validation_failed")


async def test_links_and_languages_are_kept(gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    marks = [
        entity("link", 0, 2, url="https://cosmos.example/пуск?x=1"),
        entity("link", 3, 2, url="mailto:gagarin@cosmos.example"),
        entity("link", 6, 2, url="tel:+7123"),
        entity("pre", 9, 2, language="c++"),
    ]
    answer = await send(gagarin, chat_id, text="aa bb cc dd", entities=marks)
    assert answer.json()["entities"] == marks


async def test_more_marks_than_a_hundred_are_too_many(gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    marks = [entity("bold", 0, 1)] * 101
    assert refusal(await send(gagarin, chat_id, text="!", entities=marks)) == (422, "validation_failed")


async def test_a_named_member_is_mentioned_and_counted(gagarin: Person, tereshkova: Person, stranger: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    name = tereshkova.username.upper()
    async with Phone(tereshkova) as hers, Phone(gagarin) as his:
        said = await gagarin.say(chat_id, f"🚀 @{name}, приём! Не @{stranger.username} и не x@{tereshkova.username}")
        assert said["entities"] == [entity("mention", 3, len(name) + 1, user_id=tereshkova.id)]
        await gagarin.say(chat_id, f"@{gagarin.username} — это я сам")
        await hers.agree()
        await his.agree()
        assert (await tereshkova.get(f"/chats/{chat_id}")).json()["unread_mentions_count"] == 1
        by_id = await send(gagarin, chat_id, text="Чайка!", entities=[entity("mention", 0, 5, user_id=tereshkova.id)])
        assert by_id.status_code == 201
        await hers.agree()
        assert (await tereshkova.get(f"/chats/{chat_id}")).json()["unread_mentions_count"] == 2
        await gagarin.patch(f"/messages/{said['id']}/edit", text="никого")
        await hers.agree()
        assert (await tereshkova.get(f"/chats/{chat_id}")).json()["unread_mentions_count"] == 1
        await gagarin.patch(f"/messages/{said['id']}/edit", text=f"всё же @{tereshkova.username}")
        await gagarin.delete(f"/messages/{by_id.json()['id']}/delete")
        await hers.agree()
        await hers.ask("chat:read", {"chat_id": chat_id, "seq": 3})
        mine = await hers.wait("chat:read", lambda read: read["seq"] == 3)
        assert mine["unread_mentions_count"] == 0


async def test_names_in_code_are_only_words(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    text = f"@{tereshkova.username}"
    answer = await send(gagarin, chat_id, text=text, entities=[entity("code", 0, len(text))])
    assert [each["type"] for each in answer.json()["entities"]] == ["code"]
    assert (await tereshkova.get(f"/chats/{chat_id}")).json()["unread_mentions_count"] == 0


async def test_the_socket_takes_all_that_rest_takes(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = await tereshkova.say(chat_id, "ну?")
    file = await gagarin.upload(b"one")
    body = {
        "chat_id": chat_id,
        "client_id": str(uuid4()),
        "text": "вот",
        "type": "document",
        "entities": [{"type": "bold", "offset": 0, "length": 3}],
        "attachment_ids": [file["id"]],
        "reply_to_id": said["id"],
        "silent": True,
    }
    async with Phone(gagarin) as his:
        answer = await his.ask("message:send", body)
        assert answer["ok"], answer
        message = answer["message"]
        assert (message["type"], message["attachments"], message["silent"]) == ("document", [file], True)
        assert message["reply_to"]["id"] == said["id"]
        assert await his.ask("message:send", body) == answer
        for more, code in (
            ({"attachment_ids": [file["id"]]}, "attachment_used"),
            ({"reply_to_id": "1-1"}, "message_not_found"),
            (
                {"sticker_id": "987654321", "text": "", "entities": [], "attachment_ids": [], "type": None},
                "sticker_not_found",
            ),
            ({"my_reactions": []}, "validation_failed"),
        ):
            refused = await his.ask("message:send", body | {"client_id": str(uuid4())} | more)
            assert refused["error"]["code"] == code
    assert (await tereshkova.get(f"/chats/{chat_id}/messages")).json()["messages"][1] == message
