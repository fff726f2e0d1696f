"""The chat list: latest activity first, by the page, and filtered by name."""

from collections.abc import Awaitable, Callable

from kocmoc.core import pages
from tests.cast import Person

Meet = Callable[[str], Awaitable[Person]]


async def test_the_latest_activity_comes_first_and_pages_do_not_overlap(gagarin: Person, meet: Meet) -> None:
    people = [await meet(f"friend{n}") for n in range(7)]
    chats = [await gagarin.chat_with(friend) for friend in people]
    for chat in (chats[3], chats[0], chats[5]):
        await gagarin.say(chat, "привет")
    expected = [chats[5], chats[0], chats[3], chats[6], chats[4], chats[2], chats[1]]
    seen, cursor = [], None
    while True:
        page = (await gagarin.get("/chats", limit=3, **({"cursor": cursor} if cursor else {}))).json()
        seen += [chat["id"] for chat in page["chats"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == expected


async def test_the_last_message_is_shown(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    message = await gagarin.say(chat_id, "Я — Кедр")
    chat = (await tereshkova.get("/chats")).json()["chats"][0]
    assert chat["last_message"] == message
    assert chat["updated_at"] == message["created_at"]
    assert (chat["last_seq"], chat["version"]) == (1, 1)


async def test_a_query_is_found_anywhere_in_names_without_case(gagarin: Person, meet: Meet) -> None:
    korolyov = await meet("korolyov")
    await korolyov.patch("/users/me", display_name="Сергей Королёв")
    chat_id = await gagarin.chat_with(korolyov)
    await gagarin.chat_with(await meet("somebody"))
    for query in ("королев", "РОЛЁ", "сергей к", korolyov.username[2:9].upper(), "  Королёв  "):
        found = (await gagarin.get("/chats", query=query)).json()["chats"]
        assert [chat["id"] for chat in found] == [chat_id], query
    for query in ("%", "__", "\\", "' or 1=1", "королевич"):
        assert (await gagarin.get("/chats", query=query)).json()["chats"] == [], query


async def test_bad_pages_are_refused(gagarin: Person) -> None:
    for query in (
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "-1"},
        {"limit": "abc"},
        {"cursor": "abc"},
        {"cursor": "W10"},
        {"cursor": "bm9uc2Vuc2U="},
        {"cursor": pages.cursor(["0001-01-01T00:00:00+14:00", 1])},
        {"cursor": pages.cursor(["9999-12-31T23:59:59-14:00", 1])},
        {"query": "я" * 257},
        {"query": "\x00"},
    ):
        answer = await gagarin.get("/chats", **query)
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed"), query
