"""A world to look around in: whole, believable, the same at every start."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import httpx
import msgspec
import pytest
import pytest_asyncio

from kocmoc import demo
from kocmoc.app import House
from kocmoc.core import text
from kocmoc.core.halt import Halt
from kocmoc.demo import store, world
from kocmoc.demo.circles import CIRCLES
from kocmoc.messages import rules
from kocmoc.settings import Settings
from tests.cast import Person
from tests.stage import Running

Empty = Callable[[], Awaitable[str]]

_POSTS = sum(len(circle.posts) for circle in CIRCLES)


class Filled:
    """A database with the demo world in it."""

    def __init__(self, dsn: str, settings: Settings, login: demo.Login) -> None:
        self.dsn = dsn
        self.settings = settings
        self.login = login


@pytest_asyncio.fixture(scope="session")
async def filled(
    new_database: Empty, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Filled]:
    own = msgspec.structs.replace(settings, data_dir=tmp_path_factory.mktemp("demo"))
    dsn = await new_database()
    yield Filled(dsn, own, await demo.fill(dsn, own))


async def ask(dsn: str, sql: str, *args: object) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetch(sql, *args)
    finally:
        await connection.close()


async def test_it_is_twelve_people_and_twenty_thousand_messages_over_a_year(filled: Filled) -> None:
    (counted,) = await ask(
        filled.dsn,
        "select (select count(*) from users) as people, (select count(*) from users where is_admin) as admins,"
        " count(*) as messages, min(created_at) as first, max(created_at) as last from messages",
    )
    assert (counted["people"], counted["admins"], counted["messages"]) == (12, 1, 20_000 + _POSTS)
    assert 330 < (counted["last"] - counted["first"]).days <= 366
    assert counted["last"] <= datetime.now(UTC)


async def test_every_rule_of_the_tables_holds(filled: Filled) -> None:
    broken = await ask(
        filled.dsn,
        """
        select m.chat_id from messages m join chat_heads h on h.chat_id = m.chat_id join chats c on c.id = m.chat_id
        group by m.chat_id, h.last_seq, h.version, h.countable, h.last_message_at, c.created_at
        having array_agg(m.seq order by m.seq) <> array(select generate_series(1, h.last_seq))
            or array_agg(m.version order by m.seq) <> array_agg(m.seq order by m.seq)
            or array_agg(m.countable order by m.seq) <> array_agg(m.seq order by m.seq)
            or array_agg(m.seq order by m.created_at, m.seq) <> array_agg(m.seq order by m.seq)
            or h.version <> h.last_seq or h.countable <> h.last_seq
            or h.last_message_at <> max(m.created_at) or c.created_at > min(m.created_at)
        """,
    )
    assert broken == []
    marks = await ask(
        filled.dsn,
        "select 1 from members r join chat_heads h on h.chat_id = r.chat_id"
        " where r.last_read_seq > h.last_seq or r.last_read_seq <> r.read_countable",
    )
    assert marks == []
    strangers = await ask(
        filled.dsn,
        "select 1 from messages m where not exists"
        " (select from members r where r.chat_id = m.chat_id and r.user_id = m.sender_id)",
    )
    assert strangers == []


async def test_every_text_is_one_that_could_be_sent_and_none_repeats_on_the_screen(filled: Filled) -> None:
    rows = await ask(filled.dsn, "select chat_id, type, text from messages order by chat_id, seq")
    texts: dict[int, list[str]] = {}
    for row in rows:
        assert text.clean(row["text"], "text", rules.TEXT_LIMIT) == row["text"]
        assert text.is_visible(row["text"]) or row["type"] in ("audio", "sticker")
        assert not set(row["text"]) & set("$<>{}|[]"), row["text"]
        texts.setdefault(row["chat_id"], []).append(row["text"])
    for said in texts.values():
        assert len(set(said[-20:])) == len(said[-20:])


async def test_the_main_account_signs_in_and_finds_its_chats(filled: Filled) -> None:
    async with Running(House(filled.settings, filled.dsn)) as server:
        for username in (filled.login.login, "liza_orlova"):
            async with httpx.AsyncClient(base_url=server.url) as http:
                body = {"login": username, "password": filled.login.password}
                answer = await http.post("/api/auth/login", json=body)
                assert answer.status_code == 200
                person = Person(http, answer.json())
                chats = (await person.get("/chats", limit=100)).json()
                if username == filled.login.login:
                    assert person.me["is_admin"]
                    assert len(chats["chats"]) == 14
                    assert chats["unread_total"] == sum(chat["unread_count"] for chat in chats["chats"]) == 20
                    saved = next(chat for chat in chats["chats"] if chat["type"] == "saved")
                    assert saved["unread_count"] == 0
                history = (await person.get(f"/chats/{chats['chats'][0]['id']}/messages")).json()
                assert len(history["messages"]) == 50
        found = (await person_named(server, filled)).json()["users"]
        assert [user["display_name"] for user in found] == ["Аня Соколова"]


async def person_named(server: Running, filled: Filled) -> httpx.Response:
    async with httpx.AsyncClient(base_url=server.url) as http:
        body = {"login": filled.login.login, "password": filled.login.password}
        person = Person(http, (await http.post("/api/auth/login", json=body)).json())
        return await person.get("/users", query="сокол")


async def test_there_is_something_to_see_and_to_hear(filled: Filled) -> None:
    rows = await ask(filled.dsn, "select type, count(*) from messages where type <> 'text' group by 1")
    assert {row["type"]: row["count"] for row in rows} == {"audio": 1, "document": 1, "photo": 4, "sticker": 2}
    (shown,) = await ask(filled.dsn, "select count(*) from message_files")
    assert shown["count"] == 8


async def test_what_is_shown_opens(filled: Filled) -> None:
    """It has come like everything that is uploaded: looked at, described, and seen by those it is shown to."""
    async with Running(House(filled.settings, filled.dsn)) as server:
        person = await _main(server, filled)
        rows = await ask(filled.dsn, "select attachments from messages where type <> 'text' order by chat_id, seq")
        shown = [each for row in rows for each in msgspec.json.decode(row["attachments"])]
        for each in shown:
            answer = await person.fetch(each["url"])
            assert (answer.status_code, len(answer.content)) == (200, each["size"])
        photos = [each for each in shown if each["kind"] == "photo"]
        assert all(each["thumbnail_url"] and each["thumbhash"] for each in photos)
        (voice,) = (each for each in shown if each["kind"] == "audio")
        assert (voice["duration"] > 5, len(voice["waveform"]), max(voice["waveform"])) == (True, 100, 31)
        (paper,) = (each for each in shown if each["kind"] == "document")
        assert (paper["name"], paper["mime"]) == ("Маршрут на Восход.pdf", "application/pdf")
        await server.house.uploads.sweeper.sweep()
        assert [(await person.fetch(each["url"])).status_code for each in shown] == [200] * len(shown)
        await person.leave()


async def test_without_a_place_for_pictures_there_is_no_world(
    new_database: Empty, settings: Settings, tmp_path: Path
) -> None:
    dsn = await new_database()
    away = "s3://away/?endpoint=http://127.0.0.1:9&access_key_id=x&secret_access_key=y&region=x"
    own = msgspec.structs.replace(settings, data_dir=tmp_path, storage_url=away)
    with pytest.raises(Halt, match="demo world"):
        await demo.fill(dsn, own)
    assert await ask(dsn, "select 1 from users") == []


async def test_a_second_start_changes_nothing_and_tells_the_same_login(filled: Filled) -> None:
    before = await ask(filled.dsn, "select max(changed_in) from chat_heads")
    assert await demo.fill(filled.dsn, filled.settings) == filled.login
    assert await ask(filled.dsn, "select max(changed_in) from chat_heads") == before
    kept = filled.settings.data_dir / "demo-login"
    assert kept.stat().st_mode & 0o777 == 0o600


async def test_a_folder_with_people_of_its_own_is_left_alone(
    new_database: Empty, settings: Settings, tmp_path: Path
) -> None:
    dsn = await new_database()
    own = msgspec.structs.replace(settings, data_dir=tmp_path)
    async with Running(House(own, dsn)) as server:
        await (await Person.register(server.url, "korolev")).leave()
    with pytest.raises(Halt, match="people of its own"):
        await demo.fill(dsn, own)
    assert await ask(dsn, "select 1 from chats") == []
    assert not (tmp_path / "demo-login").exists()


async def test_an_interrupted_filling_leaves_nothing_and_the_next_one_is_whole(
    new_database: Empty, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dsn = await new_database()
    own = msgspec.structs.replace(settings, data_dir=tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr(store, "GROWN", "select pg_terminate_backend(pg_backend_pid())")
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await demo.fill(dsn, own)
    assert await ask(dsn, "select 1 from users") == []
    await demo.fill(dsn, own)
    assert (await ask(dsn, "select count(*) from messages"))[0]["count"] == 20_000 + _POSTS


@pytest.mark.parametrize("hour", [3, 9, 14, 20])
def test_whenever_it_is_made_nothing_is_in_the_future_and_time_never_goes_back(hour: int) -> None:
    now = datetime(2026, 11, 23, hour, 17, tzinfo=UTC)
    made = world.make(now)
    assert sum(len(chat.said) for chat in made.chats) == 20_000
    for chat in made.chats:
        moments = [said.at for said in chat.said]
        assert moments == sorted(moments)
        assert moments[-1] <= now


async def test_people_are_not_robots(filled: Filled) -> None:
    """Both speak in every chat of two, and hardly anybody writes before dawn."""
    hours = await ask(
        filled.dsn, "select extract(hour from created_at)::int as hour, count(*) from messages group by 1"
    )
    by_hour = {row["hour"]: row["count"] for row in hours}
    local = [(hour + round(_offset())) % 24 for hour in range(24)]
    asleep = sum(by_hour.get(hour, 0) for hour, here in zip(range(24), local, strict=True) if 3 <= here < 6)
    assert asleep < 400
    speakers = await ask(
        filled.dsn,
        "select c.type, count(distinct m.sender_id) from messages m join chats c on c.id = m.chat_id"
        " group by c.id, c.type",
    )
    assert all(row["count"] == {"saved": 1, "direct": 2}.get(row["type"], row["count"]) for row in speakers)


async def test_there_is_a_group_and_a_channel_and_things_happen_in_them(filled: Filled) -> None:
    async with Running(House(filled.settings, filled.dsn)) as server:
        person = await _main(server, filled)
        chats = {chat["type"]: chat for chat in (await person.get("/chats", limit=100)).json()["chats"]}
        for kind in ("group", "channel"):
            chat = chats[kind]
            messages = (await person.get(f"/chats/{chat['id']}/messages")).json()["messages"]
            assert len((await person.get(f"/chats/{chat['id']}/pins")).json()["messages"]) == 1
            reacted = next(each for each in messages if each["reactions"])
            told = (await person.get(f"/messages/{reacted['id']}/reactions")).json()["reactions"]
            assert len(told) == sum(each["count"] for each in reacted["reactions"])
            assert (chat["my_role"], chat["last_seq"]) == ("member", len(messages))
        members = (await person.get(f"/chats/{chats['group']['id']}/members")).json()["members"]
        assert [each["role"] for each in members][:3] == ["owner", "admin", "member"]
        assert chats["group"]["members_count"] == len(members) == 7
        assert chats["group"]["peer_read_seq"] == chats["group"]["last_seq"]
        history = (await person.get(f"/chats/{chats['group']['id']}/messages")).json()["messages"]
        assert [each["reply_to"]["text"] for each in history if each["reply_to"]]
        own = next(each for each in history if each["my_reactions"])
        assert (await person.delete(f"/messages/{own['id']}/reactions/{own['my_reactions'][0]}")).status_code == 200
        await person.put(f"/messages/{own['id']}/reactions/{own['my_reactions'][0]}")
        await person.leave()


async def _main(server: Running, filled: Filled) -> Person:
    body = {"login": filled.login.login, "password": filled.login.password}
    http = httpx.AsyncClient(base_url=server.url)
    return Person(http, (await http.post("/api/auth/login", json=body)).json())


def _offset() -> float:
    offset = datetime.now().astimezone().utcoffset()
    return offset.total_seconds() / 3600 if offset else 0.0
