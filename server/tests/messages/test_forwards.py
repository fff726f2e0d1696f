"""What somebody wrote, shown elsewhere: in all of the chats asked for, or in none."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx

from tests.cast import Person
from tests.phone import Phone

Meet = Callable[[str], Awaitable[Person]]


async def forward(person: Person, message_id: str, *chat_ids: str, client_id: str | None = None) -> httpx.Response:
    return await person.post(
        f"/messages/{message_id}/forward", chat_ids=list(chat_ids), client_id=client_id or str(uuid4())
    )


async def test_a_forward_names_the_first_author_and_nothing_that_leads_there(
    gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    here, there = await gagarin.chat_with(tereshkova), await gagarin.chat_with(stranger)
    said = await tereshkova.say(here, "Я — Чайка")
    async with Phone(gagarin) as his, Phone(stranger) as theirs:
        answer = await forward(gagarin, said["id"], there)
        assert answer.status_code == 201
        (shown,) = answer.json()["messages"]
        assert (shown["text"], shown["sender"]["id"], shown["chat_id"]) == ("Я — Чайка", gagarin.id, there)
        origin = {
            "sender_name": "Tereshkova",
            "sender_id": None,
            "chat_id": None,
            "message_id": None,
            "sent_at": said["created_at"],
        }
        assert shown["forwarded_from"] == origin
        heard = await theirs.wait("message:forward")
        assert heard == {key: value for key, value in shown.items() if key != "my_reactions"}
        (again,) = (await forward(stranger, shown["id"], await stranger.chat_with(stranger))).json()["messages"]
        assert again["forwarded_from"]["sender_name"] == "Tereshkova"
        await his.agree()
        await theirs.agree()


async def test_what_is_saved_leads_back_to_where_it_was(gagarin: Person, tereshkova: Person) -> None:
    here, saved = await gagarin.chat_with(tereshkova), await gagarin.chat_with(gagarin)
    said = await tereshkova.say(here, "запомни")
    (kept,) = (await forward(gagarin, said["id"], saved)).json()["messages"]
    assert kept["forwarded_from"] == {
        "sender_name": "Tereshkova",
        "sender_id": tereshkova.id,
        "chat_id": here,
        "message_id": said["id"],
        "sent_at": said["created_at"],
    }
    history = (await gagarin.get(f"/chats/{saved}/messages")).json()["messages"]
    assert history == [kept]
    (back,) = (await forward(gagarin, kept["id"], here)).json()["messages"]
    assert back["forwarded_from"] == kept["forwarded_from"] | {"sender_id": None, "chat_id": None, "message_id": None}


async def test_the_same_forward_again_is_the_same_message_in_each_chat(gagarin: Person, meet: Meet) -> None:
    chats = [await gagarin.chat_with(await meet("friend")) for _ in range(3)]
    said, client_id = await gagarin.say(chats[0], "всем"), str(uuid4())
    first = await forward(gagarin, said["id"], *chats[1:2], client_id=client_id)
    both = await forward(gagarin, said["id"], *chats[1:], client_id=client_id)
    again = await forward(gagarin, said["id"], *chats[:0:-1], client_id=client_id)
    assert [answer.status_code for answer in (first, both, again)] == [201, 201, 200]
    assert both.json()["messages"][0] == first.json()["messages"][0]
    assert again.json()["messages"] == both.json()["messages"][::-1]


async def test_the_same_forward_again_needs_no_source_any_more(gagarin: Person, tereshkova: Person, meet: Meet) -> None:
    here, (there, elsewhere) = (
        await gagarin.make_group("Восток", tereshkova),
        [await gagarin.chat_with(await meet("friend")) for _ in range(2)],
    )
    said, client_id = await tereshkova.say(here, "всем"), str(uuid4())
    first = await forward(gagarin, said["id"], there, client_id=client_id)
    for gone in (f"/messages/{said['id']}/delete", f"/chats/{here}"):
        assert (await gagarin.delete(gone)).status_code == 204
        again = await forward(gagarin, said["id"], there, client_id=client_id)
        assert (again.status_code, again.json()) == (200, first.json())
        # What it has not come to yet it comes to no more: all or none.
        more = await forward(gagarin, said["id"], there, elsewhere, client_id=client_id)
        assert (more.status_code, more.json()["code"]) == (404, "message_not_found")
    assert (await gagarin.get(f"/chats/{there}")).json()["last_seq"] == 1


async def test_it_goes_to_all_or_to_none(gagarin: Person, tereshkova: Person, stranger: Person, meet: Meet) -> None:
    here, open_chat = await gagarin.chat_with(tereshkova), await gagarin.chat_with(await meet("friend"))
    foreign = await tereshkova.chat_with(stranger)
    closed = await gagarin.chat_with(stranger)
    await stranger.put(f"/users/me/blocks/{gagarin.id}")
    said = await gagarin.say(here, "всем")

    async def refused(*chat_ids: str) -> tuple[int, str]:
        answer = await forward(gagarin, said["id"], *chat_ids)
        return answer.status_code, answer.json()["code"]

    assert await refused(open_chat, foreign) == (404, "chat_not_found")
    assert await refused(open_chat, "987654321") == (404, "chat_not_found")
    assert await refused(open_chat, "abc") == (404, "chat_not_found")
    assert await refused(open_chat, closed) == (403, "not_accepted")
    assert await refused(open_chat, open_chat) == (422, "validation_failed")
    assert await refused() == (422, "validation_failed")
    assert await refused(*(str(n) for n in range(1, 12))) == (422, "validation_failed")
    assert (await gagarin.get(f"/chats/{open_chat}")).json()["last_seq"] == 0


async def test_what_i_cannot_see_i_cannot_forward(gagarin: Person, tereshkova: Person, stranger: Person) -> None:
    here, own = await gagarin.chat_with(tereshkova), await stranger.chat_with(stranger)
    said = await gagarin.say(here, "не для чужих")
    answers: list[Any] = [await forward(stranger, each, own) for each in (said["id"], f"{here}-2", "987654321-1")]
    await gagarin.delete(f"/messages/{said['id']}/delete")
    answers.append(await forward(gagarin, said["id"], here))
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "message_not_found")}


async def test_a_forward_is_nobody_elses_to_edit_not_even_mine(gagarin: Person, tereshkova: Person) -> None:
    here = await gagarin.chat_with(tereshkova)
    said = await tereshkova.say(here, "её слова")
    (shown,) = (await forward(gagarin, said["id"], here)).json()["messages"]
    answer = await gagarin.patch(f"/messages/{shown['id']}/edit", text="мои слова")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_author")
