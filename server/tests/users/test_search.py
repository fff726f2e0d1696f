"""Finding people by how their username, or a word of their name, begins."""

import re
import uuid
from typing import Any

import pytest

from kocmoc.core import pages, spelling
from kocmoc.core.db import Database
from kocmoc.users import store
from tests.cast import Person
from tests.plans import explain
from tests.users.conftest import Settle


@pytest.fixture
def tag() -> str:
    """A word nobody else in the database has, of letters only."""
    return "".join(chr(ord("а") + int(digit, 16)) for digit in uuid.uuid4().hex)[:12]


def latin() -> str:
    return "u" + uuid.uuid4().hex[:20]


async def find(person: Person, query: str, **more: Any) -> list[str]:
    answer = await person.get("/users", query=query, **more)
    assert answer.status_code == 200, answer.text
    return [each["display_name"] for each in answer.json()["users"]]


async def test_somebody_is_found_by_the_beginning_of_their_username_in_any_case(
    gagarin: Person, tereshkova: Person
) -> None:
    name = tereshkova.username
    for query in (name, name.upper(), name[:-1], f"  {name} ", f"@{name}"):
        found = (await gagarin.get("/users", query=query)).json()["users"]
        assert tereshkova.id in [each["id"] for each in found]


async def test_somebody_is_found_by_every_word_of_their_name(gagarin: Person, settle: Settle, tag: str) -> None:
    name = f"{tag} Королёв-Байконурский"
    await settle(latin(), f"Сергей {name}")
    for query in (tag, tag.upper(), f"{tag} коро", f"{tag} КОРОЛЕВ", f"сергей {tag}", f"Сергей   {tag}  королёв-бай"):
        assert await find(gagarin, query) == [f"Сергей {name}"], query
    for query in (tag[2:], f"{tag} байк", f"{tag}королёв"):
        assert await find(gagarin, query) == [], query


async def test_a_word_after_a_hyphen_is_a_word(gagarin: Person, settle: Settle, tag: str) -> None:
    await settle(latin(), f"Анна-{tag}")
    assert await find(gagarin, tag) == [f"Анна-{tag}"]


@pytest.mark.parametrize(("name", "query"), [("Ёлка", "елка"), ("Елка", "ёлк"), ("ЁЛКА", "Ёл"), ("ёлка", "ЕЛ")])
async def test_yo_is_ye(gagarin: Person, settle: Settle, tag: str, name: str, query: str) -> None:
    await settle(latin(), f"{name} {tag}")
    assert await find(gagarin, f"{query}" + f"{name} {tag}"[len(query) :]) == [f"{name} {tag}"]


async def test_two_ways_to_write_a_letter_are_one(gagarin: Person, settle: Settle, tag: str) -> None:
    """й is one character or two; both look the same, so both are found."""
    await settle(latin(), f"Сергеи\u0306 {tag}")
    assert await find(gagarin, f"сергей {tag}") == [f"Сергеи\u0306 {tag}"]


@pytest.mark.parametrize("query", ["%%", "__", "_%", "%a", "\\\\", "''", "';--", "$1", "(?:", ".*", "[a"])
async def test_what_means_something_elsewhere_means_itself_here(gagarin: Person, settle: Settle, query: str) -> None:
    await settle(latin(), "Обычный человек")
    assert await find(gagarin, query) == []


async def test_signs_in_a_name_are_found_as_they_are(gagarin: Person, settle: Settle, tag: str) -> None:
    await settle(latin(), f"{tag}_%")
    await settle(latin(), f"{tag}ab")
    assert await find(gagarin, f"{tag}_%") == [f"{tag}_%"]
    assert await find(gagarin, f"{tag}_") == [f"{tag}_%"]


async def test_somebody_found_twice_is_shown_once(gagarin: Person, settle: Settle, tag: str) -> None:
    await settle(latin(), f"{tag} {tag} {tag}")
    assert await find(gagarin, tag) == [f"{tag} {tag} {tag}"]


async def test_results_come_by_the_page_without_holes_or_repeats(gagarin: Person, settle: Settle, tag: str) -> None:
    names = sorted(f"{tag} {n:02} {tag}" for n in range(23))
    for name in names:
        await settle(latin(), name)
    seen: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(20):
        page = (await gagarin.get("/users", query=tag, limit=5, **cursor)).json()
        seen += [each["display_name"] for each in page["users"]]
        if page["next_cursor"] is None:
            break
        assert len(page["users"]) == 5
        cursor = {"cursor": page["next_cursor"]}
    assert sorted(seen) == names
    assert len(seen) == len(set(seen)) == 23


async def test_people_of_the_same_name_are_all_found(gagarin: Person, settle: Settle, tag: str) -> None:
    for _ in range(7):
        await settle(latin(), tag)
    first = (await gagarin.get("/users", query=tag, limit=4)).json()
    second = (await gagarin.get("/users", query=tag, limit=4, cursor=first["next_cursor"])).json()
    assert (len(first["users"]), len(second["users"]), second["next_cursor"]) == (4, 3, None)
    assert len({each["id"] for each in first["users"] + second["users"]}) == 7


async def test_a_new_name_is_found_and_the_old_one_no_more(gagarin: Person, tag: str) -> None:
    await gagarin.patch("/users/me", display_name=f"Старый {tag}")
    assert await find(gagarin, f"старый {tag}") == [f"Старый {tag}"]
    await gagarin.patch("/users/me", display_name=f"Новый {tag}")
    assert await find(gagarin, f"старый {tag}") == []
    assert await find(gagarin, f"новый {tag}") == [f"Новый {tag}"]


async def test_a_disabled_user_is_not_found(gagarin: Person, settle: Settle, database: Database, tag: str) -> None:
    user_id = await settle(latin(), tag)
    assert await find(gagarin, tag) == [tag]
    await database.fetch("update users set disabled_at = now() where id = $1", user_id)
    assert await find(gagarin, tag) == []


@pytest.mark.parametrize("query", ["", " ", "a", " a ", "@", "@a", "\u3000x\u3000", "x" * 257, "a\x00b", "\x00\x00"])
async def test_too_short_too_long_or_unthinkable_is_refused(gagarin: Person, query: str) -> None:
    answer = await gagarin.get("/users", query=query)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert answer.json()["errors"][0]["field"] == "query"


async def test_without_a_query_nobody_is_listed(gagarin: Person) -> None:
    assert (await gagarin.get("/users")).status_code == 422


@pytest.mark.parametrize(
    "more",
    [
        *({"limit": limit} for limit in (0, -1, 101, "x", "", 1.5, "1e3", 2**63)),
        {"cursor": ""},
        {"cursor": "x"},
        {"cursor": "é"},
        {"cursor": "x" * 2000},
        {"cursor": pages.cursor(("a\x00", 1))},
        {"cursor": pages.cursor(("a", 2**63))},
        {"cursor": pages.cursor(("a", -1))},
        {"cursor": pages.cursor(("a",))},
        {"cursor": pages.cursor({"a": 1})},
        {"cursor": pages.cursor("a" * 10)},
    ],
)
async def test_a_bad_page_is_refused(gagarin: Person, more: dict[str, object]) -> None:
    answer = await gagarin.get("/users", query="gagarin", **more)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


async def test_a_name_that_unfolds_is_paged_over_like_any_other(gagarin: Person, tereshkova: Person) -> None:
    """Each of its letters stands for eighteen."""
    for person in (gagarin, tereshkova):
        await person.patch("/users/me", display_name="ﷺ" * 64)
    first = (await gagarin.get("/users", query="ﷺﷺ", limit=1)).json()
    second = await gagarin.get("/users", query="ﷺﷺ", limit=1, cursor=first["next_cursor"])
    assert second.status_code == 200
    found = {user["id"] for page in (first, second.json()) for user in page["users"]}
    assert found == {gagarin.id, tereshkova.id}


@pytest.mark.parametrize(
    "raw", ["query=%ff%fe", "query=%00%00", "query=ab&query=cd&limit=1&limit=2", "query=ab&limit="]
)
async def test_a_mangled_query_string_is_no_500(gagarin: Person, raw: str) -> None:
    assert (await gagarin.http.get(f"/api/users?{raw}")).status_code in (200, 422)


async def test_a_page_costs_the_same_however_many_are_alike(database: Database) -> None:
    """Among 20,000 people of the same beginning a page reads some dozens of index entries, not all."""
    connection = await database.pool.acquire()
    crowd = connection.transaction()
    await crowd.start()
    try:
        await connection.execute(
            """
            with crowd as (
                insert into users (username, username_key, display_name, email, email_key)
                select 'zz' || n, 'zz' || n, 'zz' || n, 'zz' || n, 'zz' || n from generate_series(1, 20000) n
                returning id, username_key
            )
            insert into user_keys (key, user_id) select username_key, id from crowd
            """
        )
        await connection.execute("analyze user_keys; analyze users")
        text = "\n".join(await explain(connection, store.SEARCH, 1, "zz", "", 0, 51))
    finally:
        await crowd.rollback()
        await database.pool.release(connection)
    assert not re.search(r"Seq Scan on (users|user_keys|members|blocks)\b", text), text
    assert "rows=20000" not in text, text


def uneven(first: str) -> str:
    """A new word in which no letter stands beside itself: without its first one it does not begin as it did."""
    digits = uuid.uuid4().hex[:12]
    return "".join(chr(ord(first) + int(digit, 16) // 2 + 8 * (at % 2)) for at, digit in enumerate(digits))


async def test_a_slip_finds_who_was_meant_unless_somebody_is_called_so(gagarin: Person, settle: Settle) -> None:
    for name in uneven("а"), uneven("a"):
        await settle(f"{latin()}", f"Пётр {name}-Младший")
        for wrong in (name[:5] + "я" + name[6:], name[:5] + name[6:], name[:5] + "я" + name[5:], name[:-1] + "я"):
            for query in (wrong, f"пётр {wrong}", f"петр {wrong.upper()}-мла"):
                assert await find(gagarin, query) == [f"Пётр {name}-Младший"], query
        for other in (name[1:], "я" + name[1:], name[:4] + "яя" + name[6:], f"иван {name}"):
            assert await find(gagarin, other) == [], other


async def test_a_username_is_found_with_a_slip_in_one_of_its_words(gagarin: Person, settle: Settle) -> None:
    name = "".join(chr(ord("a") + int(digit, 16)) for digit in uuid.uuid4().hex)[:12]
    await settle(f"{name}_61", "Космонавт")
    for query in (f"{name[:5]}q{name[6:]}_61", f"@{name[:5]}{name[6:]}"):
        assert await find(gagarin, query) == ["Космонавт"]
    assert await find(gagarin, f"{name}_62") == []


async def test_a_slip_is_looked_up_among_twenty_thousand_names(database: Database) -> None:
    """By the index, and what it reads of it is bounded."""
    connection = await database.pool.acquire()
    crowd = connection.transaction()
    await crowd.start()
    try:
        await connection.execute(
            """
            insert into user_keys (key, user_id)
            select 'г' || left(translate(md5(n::text), '0123456789abcdef', 'абвгдежзийклмноп'), 11),
                (select min(id) from users)
            from generate_series(1, 20000) n
            """
        )
        await connection.execute("analyze user_keys")
        key = await connection.fetchval(
            "select key from user_keys where key like 'г%' order by key limit 1 offset 9000"
        )
        wrong = key[:9] + "я" + key[10:]
        asked = spelling.neighbourhood(wrong), 200
        found = [row["word"] for row in await connection.fetch(store.ALIKE, *asked)]
        text = "\n".join(await explain(connection, store.ALIKE, *asked, how="analyze, buffers"))
    finally:
        await crowd.rollback()
        await database.pool.release(connection)
    assert found == [key]
    assert "Bitmap Index Scan on user_keys_alike" in text, text
    assert sum(int(pages) for pages in re.findall(r"shared hit=(\d+)", text)[:1]) < 400, text
