"""Somebody looks for what was said, and finds what they may see of it."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg
import pytest

import kocmoc.search.stems
from kocmoc.core import migrate
from kocmoc.core.db import Database, Reader
from kocmoc.core.events import Events
from kocmoc.search import Sweeper, actions, store, sweeping
from kocmoc.search.question import Filters
from kocmoc.search.stems import Stems
from tests.cast import Person
from tests.stage import Running

UNREAD = """
    select count(*) from (
        select from messages where tsv is null and deleted_at is null and type <> 'system' for share
    ) waiting
"""

Find = Callable[..., Awaitable[list[str]]]


@pytest.fixture
def ask(server: Running) -> Callable[..., Awaitable[dict[str, Any]]]:
    """The answer to a search, when everything said so far can be found."""

    async def ask(person: Person, q: str, **filters: Any) -> dict[str, Any]:
        await server.house.search_sweeper.sweep()
        assert await server.house.database.fetchval(UNREAD) == 0
        answer = await person.get("/search", q=q, **filters)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return ask


@pytest.fixture
def find(ask: Callable[..., Awaitable[dict[str, Any]]]) -> Find:
    """The texts that are found."""

    async def find(person: Person, q: str, **filters: Any) -> list[str]:
        return [each["text"] for each in (await ask(person, q, **filters))["messages"]]

    return find


def word() -> str:
    """A word nobody else says."""
    return "ъ" + "".join(chr(ord("а") + int(digit, 16)) for digit in uuid.uuid4().hex)


async def test_when_all_can_be_found_a_sweep_is_one_look(
    gagarin: Person, find: Find, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    await gagarin.say(await gagarin.chat_with(gagarin), "Пуск отложен")
    assert await find(gagarin, "пуск") == ["Пуск отложен"]
    await server.house.search_sweeper.sweep()
    looks = 0

    async def look(database: Database, sql: str, *arguments: Any) -> Any:
        nonlocal looks
        looks += sql == store.WAITING
        return await fetchrow(database, sql, *arguments)

    fetchrow = Database.fetchrow
    monkeypatch.setattr(Database, "fetchrow", look)
    monkeypatch.delattr(Database, "transaction")
    await Sweeper(server.house.database).sweep()
    assert looks >= 1


class Counting:
    """A database that remembers how many words it was asked the stems of at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.words: list[int] = []

    async def fetch(self, sql: str, *arguments: Any) -> Any:
        if sql == store.STEMS:
            self.words.append(len(arguments[0]))
        return await self._database.fetch(sql, *arguments)

    async def fetchrow(self, sql: str, *arguments: Any) -> Any:
        return await self._database.fetchrow(sql, *arguments)

    async def fetchval(self, sql: str, *arguments: Any) -> Any:
        return await self._database.fetchval(sql, *arguments)


async def test_a_page_of_the_longest_messages_is_marked_portion_by_portion(
    gagarin: Person, server: Running, find: Find
) -> None:
    """Each is full of words nobody else says, and in each all that is looked for is marked, to its very end."""
    looked_for, chat_id = word(), await gagarin.chat_with(gagarin)
    for _ in range(10):
        said = " ".join(word()[:20] for _ in range(190))
        await gagarin.say(chat_id, f"{looked_for} {said} {looked_for}")
    assert len(await find(gagarin, looked_for)) == 10
    counting = Counting(server.house.database)
    found = await actions.search(counting, int(gagarin.id), looked_for, Filters(), 50, None)
    for each in found.messages:
        assert each.highlights == [[0, len(looked_for)], [len(each.text) - len(looked_for), len(looked_for)]]
    assert len(found.messages) == 10
    marked = [count for count in counting.words if count > 1]
    assert len(marked) == 3  # four at a time, as a fifth would be too much
    assert max(marked) <= 4 * 192


async def test_only_who_owns_the_index_tidies_it(
    new_database: Callable[[], Awaitable[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody else's database: what is said can be found all the same, and it is said once why that costs more."""
    dsn = await new_database()
    owner = await asyncpg.connect(dsn)
    await owner.execute(_SERVANT)
    servant = dsn.replace("//kocmoc@", "//servant@")
    try:
        assert await migrate.migrate(servant) == []
        async with (database := Database(servant, size=2, events=Events())).living():
            sweeper = Sweeper(database)
            for seq in (1, 2):
                await owner.execute(_SAID, seq)
                await sweeper.sweep()
        assert await owner.fetchval("select count(*) from messages where tsv is not null") == 2
        assert capsys.readouterr().out.count("index_not_ours") == 1
    finally:
        await owner.execute("drop owned by servant; drop role servant")
        await owner.close()


_SERVANT = """
    create role servant login;
    grant select, insert, update, delete on all tables in schema public to servant;
    grant usage on all sequences in schema public to servant;
    grant execute on all functions in schema public to servant;
    insert into users (username, username_key, display_name, email, email_key)
    values ('korolev', 'korolev', 'Korolev', 'k@x.example', 'k@x.example');
    insert into chats (type, title) values ('group', 'Vostok');
    insert into members (chat_id, user_id, role) values (1, 1, 'owner')
"""
_SAID = """
    insert into messages (chat_id, seq, version, sender_id, type, text, countable, created_at)
    values (1, $1, $1, 1, 'text', 'Poekhali', $1, now())
"""


async def test_letters_that_stand_for_several_words_are_found_and_keep_nobody_from_being_found(
    gagarin: Person, find: Find
) -> None:
    chat_id, mark = await gagarin.chat_with(gagarin), word()
    said = [f"{mark}\u037a", "a" * 63 + "\u037a", f"\ufdfa {mark}", f"{mark} на орбите"]
    for each in said:
        await gagarin.say(chat_id, each)
    assert await find(gagarin, f"{mark} орбита") == [said[3]]
    assert await find(gagarin, f"{mark} \ufdfa") == [said[2]]
    assert await find(gagarin, said[0]) == [said[0]]
    assert await find(gagarin, f"{mark}") == [*reversed(said[2:]), said[0]]


async def test_stems_are_asked_for_once(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def ask(reader: Reader, words: Sequence[str]) -> dict[str, str]:
        if reader is mine:  # the house sweeps as well
            asked.extend(words)
        return await find_stems(reader, words)

    find_stems, stems = store.find_stems, Stems()
    monkeypatch.setattr(store, "find_stems", ask)
    async with server.house.database.transaction() as mine:
        for said in ({"на", "орбите"}, {"орбите", "rockets"}, {"rockets", "на"}):
            known = await stems.of(mine, said)
        assert sorted(asked) == ["rockets", "на", "орбите"]
        monkeypatch.setattr(kocmoc.search.stems, "_REMEMBERED", 2)
        await stems.of(mine, {"пуск"})
        await stems.of(mine, {"на"})
    assert asked.count("на") == 2
    assert (known["rockets"], known["на"]) == ("rocket", "на")


async def test_words_are_found_in_their_other_forms(gagarin: Person, tereshkova: Person, find: Find) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    for said in ("Корабли выходили на орбиту", "Пуск отложен", "We launched three rockets", "Ёлка в отсеке"):
        await gagarin.say(chat_id, said)
    for asked, expected in (
        ("корабль", "Корабли выходили на орбиту"),
        ("ОРБИТА корабля", "Корабли выходили на орбиту"),
        ("rocket launches", "We launched three rockets"),
        ("елка", "Ёлка в отсеке"),
        ("ёлки", "Ёлка в отсеке"),
        ("отлож", "Пуск отложен"),
        ("пуск отл", "Пуск отложен"),
        ("на", "Корабли выходили на орбиту"),
        ("three", "We launched three rockets"),
    ):
        assert await find(tereshkova, asked) == [expected], asked
    assert await find(tereshkova, "корабль пуск") == []
    assert await find(tereshkova, "отл пуск") == []


async def test_the_newest_come_first_page_by_page(
    gagarin: Person, tereshkova: Person, ask: Callable[..., Awaitable[dict[str, Any]]]
) -> None:
    mark = word()
    chats = [await gagarin.chat_with(tereshkova), await gagarin.make_group("Восток", tereshkova)]
    for n in range(7):
        await gagarin.say(chats[n % 2], f"{mark} {n}")
    pages, cursor = [], None
    while True:
        page = await ask(tereshkova, mark, limit=3, **({"cursor": cursor} if cursor else {}))
        pages.append([each["text"].split()[1] for each in page["messages"]])
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert pages == [["6", "5", "4"], ["3", "2", "1"], ["0"]]


async def test_months_are_gone_through_back_to_the_oldest(
    server: Running, gagarin: Person, ask: Callable[..., Awaitable[dict[str, Any]]]
) -> None:
    chat_id, mark = await gagarin.chat_with(gagarin), word()
    sent = [await gagarin.say(chat_id, f"{mark} {n}") for n in range(4)]
    moments = ["1961-04-12T06:07:00Z", "2019-12-31T23:59:59.999Z", "2020-01-01T00:00:00Z", "2026-02-28T12:00:00Z"]
    for message, moment in zip(sent, moments, strict=True):
        await server.house.database.fetch(
            "update messages set created_at = $3::text::timestamptz, tsv = null where chat_id = $1 and seq = $2",
            int(chat_id),
            message["seq"],
            moment,
        )
    assert [each["text"] for each in (await ask(gagarin, mark))["messages"]] == [f"{mark} {n}" for n in (3, 2, 1, 0)]
    for bounds, expected in (
        ({"from": moments[2]}, [3, 2]),
        ({"to": moments[2]}, [1, 0]),
        ({"from": moments[1], "to": "2020-01-01T03:00:00+03:00"}, [1]),
        ({"from": "2030-01-01T00:00:00Z"}, []),
        ({"to": "0001-01-01T00:00:00Z"}, []),
    ):
        found = (await ask(gagarin, mark, **bounds))["messages"]
        assert [each["text"] for each in found] == [f"{mark} {n}" for n in expected], bounds


async def test_it_is_narrowed_by_chat_sender_and_type(gagarin: Person, tereshkova: Person, find: Find) -> None:
    mark, chat_id = word(), await gagarin.chat_with(tereshkova)
    group = await gagarin.make_group("Восток", tereshkova)
    await gagarin.say(chat_id, f"{mark} его")
    await tereshkova.say(group, f"{mark} её")
    file = await gagarin.upload(b"notes")
    await gagarin.post(
        f"/chats/{group}/messages", client_id=str(uuid.uuid4()), text=f"{mark} файл", attachment_ids=[file["id"]]
    )
    assert await find(gagarin, mark, chat_id=group) == [f"{mark} файл", f"{mark} её"]
    assert await find(gagarin, mark, sender_id=gagarin.id) == [f"{mark} файл", f"{mark} его"]
    assert await find(gagarin, mark, type="document") == [f"{mark} файл"]
    assert await find(gagarin, mark, chat_id=chat_id, sender_id=tereshkova.id) == []
    assert await find(gagarin, mark, sender_id="nobody") == []
    # Without words these list what there is.
    assert await find(gagarin, "", type="document", chat_id=group) == [f"{mark} файл"]
    assert await find(gagarin, "") == []


async def test_nobody_finds_what_they_may_not_see(
    gagarin: Person, tereshkova: Person, stranger: Person, find: Find
) -> None:
    mark = word()
    group = await gagarin.make_group("Восток", tereshkova, history="from_join")
    await gagarin.say(group, f"{mark} до")
    assert await find(tereshkova, mark) == [f"{mark} до"]
    assert await find(stranger, mark) == []
    answer = await stranger.get("/search", q=mark, chat_id=group)
    assert (answer.status_code, answer.json()["code"]) == (404, "chat_not_found")
    assert (await stranger.get("/search", q=mark, chat_id="abc")).status_code == 404
    await gagarin.post(f"/chats/{group}/members", user_ids=[stranger.id])
    await gagarin.say(group, f"{mark} после")
    assert await find(stranger, mark) == [f"{mark} после"]
    await gagarin.delete(f"/chats/{group}/members/{stranger.id}")
    assert await find(stranger, mark) == []
    await tereshkova.post(f"/chats/{group}/clear")
    assert await find(tereshkova, mark) == []
    assert len(await find(gagarin, mark)) == 2
    await tereshkova.delete(f"/chats/{group}/members/{tereshkova.id}")
    await gagarin.delete(f"/chats/{group}")
    assert await find(gagarin, mark) == []


async def test_what_is_worded_anew_is_found_by_its_new_words_and_what_is_deleted_by_none(
    server: Running, gagarin: Person, find: Find
) -> None:
    chat_id, before, after = await gagarin.chat_with(gagarin), word(), word()
    message = await gagarin.say(chat_id, before)
    assert await find(gagarin, before) == [before]
    await gagarin.patch(f"/messages/{message['id']}/edit", text=after)
    assert (await find(gagarin, before), await find(gagarin, after)) == ([], [after])
    await gagarin.delete(f"/messages/{message['id']}/delete")
    assert await find(gagarin, after) == []
    left = await server.house.database.fetchval(
        "select tsv from messages where chat_id = $1 and seq = $2", int(chat_id), message["seq"]
    )
    assert left is None


async def test_finds_are_marked_in_utf16(gagarin: Person, ask: Callable[..., Awaitable[dict[str, Any]]]) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    said = "🚀🚀 Ракета! «ракетами» <b>ракеты</b>, ракетчик"
    await gagarin.say(chat_id, said)
    units = said.encode("utf-16-le")

    def words(found: dict[str, Any]) -> list[str]:
        places = found["messages"][0]["highlights"]
        return [units[2 * offset : 2 * (offset + length)].decode("utf-16-le") for offset, length in places]

    assert words(await ask(gagarin, "ракета")) == ["Ракета", "ракетами", "ракеты"]
    assert words(await ask(gagarin, "ракет")) == ["Ракета", "ракетами", "ракеты", "ракетчик"]
    assert (await ask(gagarin, "ракета"))["messages"][0]["highlights"][0] == [5, 6]
    assert (await ask(gagarin, "", sender_id=gagarin.id))["messages"][0]["highlights"] == []


@pytest.mark.parametrize(
    "q",
    [
        "%",
        "_",
        "'",
        "' | ''",
        "!",
        "a & | b",
        ":*",
        "слово:*",
        "(",
        "\\",
        "\\'",
        "<->",
        "'='",
        "#c1",
        "\u0301",
        "🚀",
        "½ŉ",
    ],
)
async def test_hostile_questions_are_only_words(gagarin: Person, find: Find, q: str) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    await gagarin.say(chat_id, "Ключ на старт")
    assert await find(gagarin, q) == []


@pytest.mark.parametrize(
    "query",
    [
        {"q": "я" * 257},
        {"q": "я" * 10_000},
        {"q": "a\x00b"},
        {"q": "x", "type": "system"},
        {"q": "x", "type": "poem"},
        {"q": "x", "from": "yesterday"},
        {"q": "x", "from": "2026-01-01T00:00:00"},
        {"q": "x", "from": "2026"},
        {"q": "x", "to": "1767225600.5"},
        {"q": "x", "to": ""},
        {"q": "x", "limit": 0},
        {"q": "x", "cursor": "abc"},
    ],
)
async def test_what_is_no_question_is_refused(gagarin: Person, query: dict[str, Any]) -> None:
    assert (await gagarin.get("/search", **query)).status_code == 422


async def test_a_slip_finds_what_was_meant_unless_it_was_meant_so(
    server: Running, gagarin: Person, tereshkova: Person, ask: Callable[..., Awaitable[dict[str, Any]]]
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    for said in ("Стыковка с орбитальной станцией", "Docking completed", "Статья о станциях"):
        await gagarin.say(chat_id, said)

    async def find(q: str) -> list[str]:
        return [each["text"] for each in (await ask(tereshkova, q, chat_id=chat_id))["messages"]]

    for asked in ("стыковак", "стыкофка", "Стыковкаа", "орбитальнй стыковка", "стыкофка станця", "орбитльной"):
        assert await find(asked) == ["Стыковка с орбитальной станцией"], asked
    for asked in ("doking", "dokcing completed", "docking copmleted"):
        assert await find(asked) == ["Docking completed"], asked
    # Far off, another first letter, too short, or found as it is.
    for asked in ("стиковак", "тыковка", "долетел"):
        assert await find(asked) == [], asked
    assert await find("станция") == ["Статья о станциях", "Стыковка с орбитальной станцией"]
    found = (await ask(tereshkova, "стыкофка"))["messages"][0]
    assert found["highlights"] == [[0, 8]]


async def test_what_was_meant_comes_page_by_page(
    gagarin: Person, ask: Callable[..., Awaitable[dict[str, Any]]]
) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    for n in range(5):
        await gagarin.say(chat_id, f"приземление {n}")
    first = await ask(gagarin, "преземление", limit=3)
    second = await ask(gagarin, "преземление", limit=3, cursor=first["next_cursor"])
    assert [each["text"][-1] for each in first["messages"] + second["messages"]] == ["4", "3", "2", "1", "0"]
    assert second["next_cursor"] is None
    exact = await ask(gagarin, "приземление", limit=5)
    assert exact["next_cursor"] is None


async def test_words_of_what_is_deleted_are_meant_by_nobody(server: Running, gagarin: Person, find: Find) -> None:
    chat_id, lexemes = await gagarin.chat_with(gagarin), "select word from lexemes where word = any($1::text[])"
    secret, other, common = word()[:20], word()[:20], word()[:20]
    first = await gagarin.say(chat_id, f"{secret} {common}")
    second = await gagarin.say(chat_id, f"{other} {common}")
    assert await find(gagarin, common) == [f"{other} {common}", f"{secret} {common}"]
    await gagarin.delete(f"/messages/{first['id']}/delete")
    await gagarin.patch(f"/messages/{second['id']}/edit", text=common)
    assert await find(gagarin, common) == [common]
    left = await server.house.database.fetch(lexemes, [secret, other, common])
    assert [row["word"] for row in left] == [common]
    assert await server.house.database.fetchval("select count(*) from lexemes_doubted") == 0


async def test_who_is_in_very_many_chats_finds_the_same(
    gagarin: Person, tereshkova: Person, find: Find, ask: Callable[..., Awaitable[dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(actions, "CHATS_AT_ONCE", 2)
    said = word()
    chats = [await gagarin.make_group(f"Экипаж {n}", tereshkova) for n in range(5)]
    texts = [f"{said} {n}" for n in range(10)]
    for n, each in enumerate(texts):
        await (gagarin if n % 3 else tereshkova).say(chats[n * 3 % 5], each)
    assert await find(gagarin, said) == texts[::-1]
    assert await find(gagarin, said, sender_id=tereshkova.id) == texts[::-3]
    page = await ask(gagarin, said, limit=4)
    found = [each["text"] for each in page["messages"]]
    while page["next_cursor"]:
        page = await ask(gagarin, said, limit=4, cursor=page["next_cursor"])
        found += [each["text"] for each in page["messages"]]
    assert found == texts[::-1]


async def test_more_than_is_read_at_once_is_all_found(
    gagarin: Person, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 1)
    chat_id, mark = await gagarin.chat_with(gagarin), word()
    said = [f"{mark} {n}" for n in range(3)]
    for each in said:
        await gagarin.say(chat_id, each)
    assert await find(gagarin, mark) == said[::-1]


async def test_the_first_days_of_all_can_be_looked_through(server: Running, gagarin: Person, find: Find) -> None:
    chat_id, mark = await gagarin.chat_with(gagarin), word()
    old = await gagarin.say(chat_id, f"{mark} вначале")
    await gagarin.say(chat_id, f"{mark} сегодня")
    await server.house.database.fetch(
        "update messages set created_at = '0001-01-01T12:00:00Z', tsv = null where chat_id = $1 and seq = $2",
        int(chat_id),
        old["seq"],
    )
    assert await find(gagarin, mark, to="0001-01-02T12:00:00Z") == [f"{mark} вначале"]
