"""Packs of stickers: made, filled, had, put in order, put away; and the one that comes along."""

import asyncio
import uuid
from typing import Any

import httpx
import pytest
from PIL import Image

from kocmoc.core.db import Database
from kocmoc.stickers import ours as our_pack
from kocmoc.stickers import store as stickers
from kocmoc.stickers.ours import FOLDER
from tests.cast import PASSWORD, Person
from tests.stage import Running
from tests.uploads.pictures import moving, photo, read, saved, told


async def make(person: Person, title: str = "Лайки") -> dict[str, Any]:
    answer = await person.post("/stickers/packs", title=title)
    assert answer.status_code == 201, answer.text
    pack: dict[str, Any] = answer.json()
    return pack


async def send(person: Person, pack: dict[str, Any], content: bytes, emoji: str = "🐶") -> httpx.Response:
    return await person.http.post(
        f"/api/stickers/packs/{pack['id']}/stickers", files={"file": ("лайка.png", content)}, data={"emoji": emoji}
    )


async def add(person: Person, pack: dict[str, Any], emoji: str = "🐶") -> dict[str, Any]:
    answer = await send(person, pack, picture(), emoji)
    assert answer.status_code == 201, answer.text
    sticker: dict[str, Any] = answer.json()
    return sticker


async def packs_of(person: Person) -> list[str]:
    return [pack["id"] for pack in (await person.get("/stickers/packs")).json()["packs"]]


def picture(side: int = 512, kind: str = "PNG") -> bytes:
    return saved(Image.new("RGBA", (side, side), (255, 0, 0, 128)), kind)


async def test_everybody_has_our_pack(gagarin: Person) -> None:
    packs = (await gagarin.get("/stickers/packs")).json()["packs"]
    assert len(packs) == 1
    ours = packs[0]
    assert (ours["title"], ours["owner_id"], ours["mine"], ours["installed"]) == ("KOCMOC", None, False, True)
    assert len(ours["stickers"]) >= 16
    for sticker in ours["stickers"]:
        assert (sticker["width"], sticker["height"], sticker["mime"]) == (512, 512, "image/webp")
        assert sticker["emoji"]
    shown = await gagarin.fetch(ours["stickers"][0]["url"])
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
    assert read(shown.content).size == (512, 512)


async def test_our_pictures_are_stickers() -> None:
    for path in FOLDER.glob("*.webp"):
        content = path.read_bytes()
        assert len(content) < 512 * 1024
        drawn = read(content)
        assert (drawn.size, drawn.mode) == ((512, 512), "RGBA")
        assert drawn.getpixel((0, 0))[3] == 0


async def test_laying_it_out_again_changes_nothing(server: Running, gagarin: Person) -> None:
    before = (await gagarin.get("/stickers/packs")).json()
    await asyncio.gather(*(server.house.our_pack.lay_out() for _ in range(3)))
    assert (await gagarin.get("/stickers/packs")).json() == before


async def test_a_sticker_of_ours_that_was_lost_comes_back(server: Running, gagarin: Person) -> None:
    database = server.house.database
    before = (await gagarin.get("/stickers/packs")).json()["packs"][0]["stickers"]
    await database.fetch("delete from stickers where id = $1", int(before[3]["id"]))
    await server.house.uploads.sweeper.sweep()
    assert len((await gagarin.get("/stickers/packs")).json()["packs"][0]["stickers"]) == len(before) - 1
    await server.house.our_pack.lay_out()
    after = (await gagarin.get("/stickers/packs")).json()["packs"][0]["stickers"]
    assert [each["url"] for each in after] == [each["url"] for each in before]
    assert (await gagarin.fetch(after[3]["url"])).status_code == 200


async def test_a_sticker_that_is_ours_no_more_goes_and_may_come_back_where_it_was_sent(
    server: Running, gagarin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stickers_of_ours() -> list[dict[str, Any]]:
        pack: dict[str, Any] = (await gagarin.get("/stickers/packs")).json()["packs"][0]
        return list(pack["stickers"])

    async def urls() -> list[str]:
        return [each["url"] for each in await stickers_of_ours()]

    before = await urls()
    last = {"client_id": str(uuid.uuid4()), "sticker_id": (await stickers_of_ours())[-1]["id"]}
    sent = await gagarin.post(f"/chats/{await gagarin.chat_with(gagarin)}/messages", **last)
    assert sent.status_code == 201
    with monkeypatch.context() as without_the_last:
        without_the_last.delitem(our_pack._EMOJI, list(our_pack._EMOJI)[-1])
        await server.house.our_pack.lay_out()
        assert await urls() == before[:-1]
        await server.house.uploads.sweeper.sweep()
    await server.house.our_pack.lay_out()
    assert await urls() == before
    assert (await gagarin.fetch(before[-1])).status_code == 200


async def test_a_server_starts_without_our_pack_when_the_database_goes_away(
    server: Running, gagarin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (await gagarin.get("/stickers/packs")).json()
    monkeypatch.setattr(stickers, "OURS", "select pg_terminate_backend(pg_backend_pid())::int, $1::text")
    await server.house.our_pack.lay_out()
    assert (await gagarin.get("/stickers/packs")).json() == before


async def test_a_pack_is_made_and_filled(gagarin: Person, stranger: Person) -> None:
    pack = await make(gagarin)
    assert pack | {"id": ""} == {
        "id": "",
        "title": "Лайки",
        "owner_id": gagarin.id,
        "mine": True,
        "installed": True,
        "stickers": [],
    }
    sticker = await add(gagarin, pack)
    assert (sticker["pack_id"], sticker["emoji"], sticker["mime"]) == (pack["id"], "🐶", "image/webp")
    assert (sticker["width"], sticker["height"]) == (512, 512)
    assert (await gagarin.get(f"/stickers/packs/{pack['id']}")).json()["stickers"] == [sticker]
    seen = (await stranger.get(f"/stickers/packs/{pack['id']}")).json()
    assert (seen["mine"], seen["installed"], seen["stickers"]) == (False, False, [sticker])
    kept = await stranger.fetch(sticker["url"])
    assert read(kept.content).convert("RGBA").getpixel((9, 9))[3] == 128


async def test_what_is_told_in_a_sticker_is_gone(gagarin: Person) -> None:
    pack = await make(gagarin)
    sticker = (await send(gagarin, pack, photo(100, 100, "WEBP", exif=told()))).json()
    assert b"Vostok" not in (await gagarin.fetch(sticker["url"])).content


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (picture(513), 422, "not_a_sticker"),
        (photo(), 415, "type_not_allowed"),
        (moving("GIF"), 415, "type_not_allowed"),
        (b"MZ" + bytes(100), 415, "type_not_allowed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "type_not_allowed"),
        (picture()[:200], 422, "broken_file"),
        (saved(Image.effect_noise((512, 512), 90).convert("RGBA"), "PNG") + bytes(512 * 1024), 413, "too_large"),
        (b"", 422, "empty_file"),
    ],
)
async def test_what_is_no_sticker(gagarin: Person, content: bytes, status: int, code: str) -> None:
    answer = await send(gagarin, await make(gagarin), content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_moving_sticker_keeps_moving(gagarin: Person) -> None:
    sticker = (await send(gagarin, await make(gagarin), moving("WEBP", 4))).json()
    assert read((await gagarin.fetch(sticker["url"])).content).n_frames == 4


async def test_only_its_owner_changes_a_pack(gagarin: Person, stranger: Person) -> None:
    pack = await make(gagarin)
    sticker = await add(gagarin, pack)
    ours = (await gagarin.get("/stickers/packs")).json()["packs"][-1]
    for number, status in ((pack["id"], 403), (ours["id"], 403), ("999999", 404), ("я", 404)):
        url = f"/stickers/packs/{number}"
        assert (await stranger.patch(url, title="Моё")).status_code == status
        assert (await send(stranger, {"id": number}, picture())).status_code == status
        assert (await stranger.delete(f"{url}/stickers/{sticker['id']}")).status_code == status
        assert (await stranger.delete(url)).status_code == status
    assert (await stranger.get(f"/stickers/packs/{pack['id']}")).json()["title"] == "Лайки"


async def test_a_pack_is_renamed_and_put_in_order(gagarin: Person) -> None:
    pack = await make(gagarin)
    first, second, third = [await add(gagarin, pack) for _ in range(3)]
    order = [third["id"], first["id"]]
    changed = (await gagarin.patch(f"/stickers/packs/{pack['id']}", title=" Новые  лайки ", order=order)).json()
    assert changed["title"] == "Новые лайки"
    assert [each["id"] for each in changed["stickers"]] == [*order, second["id"]]
    ordered = (await gagarin.patch(f"/stickers/packs/{pack['id']}", order=[second["id"], *order])).json()
    assert (ordered["title"], ordered["stickers"][0]["id"]) == ("Новые лайки", second["id"])
    renamed = (await gagarin.patch(f"/stickers/packs/{pack['id']}", title="Старые лайки")).json()
    assert renamed == ordered | {"title": "Старые лайки"}
    for wrong in ({"title": ""}, {"title": "я" * 65}, {"title": None}, {"owner_id": "1"}, {"order": "1"}):
        assert (await gagarin.patch(f"/stickers/packs/{pack['id']}", **wrong)).status_code == 422


async def test_a_sticker_and_a_pack_are_taken_away(gagarin: Person, server: Running) -> None:
    pack = await make(gagarin)
    first, second = await add(gagarin, pack), await add(gagarin, pack)
    assert (await gagarin.delete(f"/stickers/packs/{pack['id']}/stickers/{first['id']}")).status_code == 204
    assert (await gagarin.delete(f"/stickers/packs/{pack['id']}/stickers/{first['id']}")).status_code == 404
    assert (await gagarin.fetch(first["url"])).status_code == 404
    assert (await gagarin.delete(f"/stickers/packs/{pack['id']}")).status_code == 204
    assert (await gagarin.get(f"/stickers/packs/{pack['id']}")).status_code == 404
    assert (await gagarin.fetch(second["url"])).status_code == 404
    await server.house.uploads.sweeper.sweep()
    assert await server.house.database.fetchval("select count(*) from files where owner_id = $1", int(gagarin.id)) == 0


async def test_packs_are_had_in_ones_own_order(gagarin: Person, stranger: Person) -> None:
    ours = (await packs_of(stranger))[0]
    cats, dogs = await make(gagarin, "Коты"), await make(gagarin, "Собаки")
    assert await packs_of(gagarin) == [dogs["id"], cats["id"], ours]
    for pack in (cats, dogs):
        assert (await stranger.http.put(f"/api/stickers/packs/{pack['id']}/install")).status_code == 204
    assert await packs_of(stranger) == [dogs["id"], cats["id"], ours]
    await stranger.http.put(f"/api/stickers/packs/{dogs['id']}/install", params={"position": 2})
    assert await packs_of(stranger) == [cats["id"], ours, dogs["id"]]
    await stranger.http.put(f"/api/stickers/packs/{dogs['id']}/install", params={"position": 1000})
    assert await packs_of(stranger) == [cats["id"], ours, dogs["id"]]
    for _ in range(2):
        assert (await stranger.delete(f"/stickers/packs/{cats['id']}/install")).status_code == 204
    assert await packs_of(stranger) == [ours, dogs["id"]]
    assert (await stranger.http.put("/api/stickers/packs/999999/install")).status_code == 404
    assert (await stranger.delete("/stickers/packs/999999/install")).status_code == 404
    assert await packs_of(gagarin) == [dogs["id"], cats["id"], ours]


async def test_even_ours_can_be_put_away_and_taken_back(gagarin: Person) -> None:
    ours = (await packs_of(gagarin))[0]
    assert (await gagarin.delete(f"/stickers/packs/{ours}/install")).status_code == 204
    assert await packs_of(gagarin) == []
    assert (await gagarin.get(f"/stickers/packs/{ours}")).json()["installed"] is False
    assert (await gagarin.http.put(f"/api/stickers/packs/{ours}/install")).status_code == 204
    assert await packs_of(gagarin) == [ours]


async def test_packs_are_listed_by_the_page(gagarin: Person) -> None:
    made = [(await make(gagarin, f"{n}"))["id"] for n in range(4)]
    first = (await gagarin.get("/stickers/packs", limit=3)).json()
    second = (await gagarin.get("/stickers/packs", limit=3, cursor=first["next_cursor"])).json()
    assert [each["id"] for each in first["packs"] + second["packs"]][:4] == made[::-1]
    assert second["next_cursor"] is None


async def test_a_sticker_is_sent_and_remembered(gagarin: Person, tereshkova: Person, server: Running) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    ours = (await gagarin.get("/stickers/packs")).json()["packs"][0]["stickers"]
    for sticker in (ours[0], ours[1], ours[0]):
        answer = await gagarin.post(f"/chats/{chat_id}/messages", client_id=str(uuid.uuid4()), sticker_id=sticker["id"])
        assert answer.status_code == 201, answer.text
        message = answer.json()
        assert (message["type"], message["attachments"][0]["url"]) == ("sticker", sticker["url"])
        assert message["attachments"][0]["kind"] == "sticker"
        await server.house.stickers.settle()
    await gagarin.say(chat_id, "Слова никто не перебирает")
    await server.house.stickers.settle()
    assert [each["id"] for each in await recent(gagarin)] == [ours[0]["id"], ours[1]["id"]]
    assert await recent(tereshkova) == []


async def test_only_stickers_one_has_are_sent(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    pack = await make(tereshkova)
    sticker = await add(tereshkova, pack)
    body = {"client_id": str(uuid.uuid4()), "sticker_id": sticker["id"]}
    refused = await gagarin.post(f"/chats/{chat_id}/messages", **body)
    assert (refused.status_code, refused.json()["code"]) == (404, "sticker_not_found")
    await gagarin.http.put(f"/api/stickers/packs/{pack['id']}/install")
    assert (await gagarin.post(f"/chats/{chat_id}/messages", **body)).status_code == 201


async def test_what_was_sent_stays_when_its_pack_is_gone(
    gagarin: Person, tereshkova: Person, stranger: Person, server: Running
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    pack = await make(gagarin)
    sticker = await add(gagarin, pack)
    await gagarin.post(f"/chats/{chat_id}/messages", client_id=str(uuid.uuid4()), sticker_id=sticker["id"])
    await gagarin.delete(f"/stickers/packs/{pack['id']}")
    await server.house.uploads.sweeper.sweep()
    assert (await tereshkova.fetch(sticker["url"])).status_code == 200
    assert (await stranger.fetch(sticker["url"])).status_code == 404


async def test_there_are_never_too_many(gagarin: Person, server: Running) -> None:
    database: Database = server.house.database
    pack = await make(gagarin)
    for _ in range(49):
        await make(gagarin)
    refused = await gagarin.post("/stickers/packs", title="Лишняя")
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_packs")
    sticker = await add(gagarin, pack)
    await _fill(database, pack, sticker, 119)
    full = await send(gagarin, pack, picture())
    assert (full.status_code, full.json()["code"]) == (409, "too_many_stickers")


async def test_nobody_has_too_many(gagarin: Person, tereshkova: Person, stranger: Person, server: Running) -> None:
    """Ours counts as well."""
    await server.house.database.fetch(
        """
        with more as (
            insert into sticker_packs (owner_id, title) select $2, n::text from generate_series(1, 198) n returning id
        )
        insert into sticker_installs (user_id, pack_id, position) select $1, id, 1 from more
        """,
        int(tereshkova.id),
        int(stranger.id),
    )
    last, extra = await make(gagarin, "Последняя"), await make(gagarin, "Лишняя")
    assert (await tereshkova.put(f"/stickers/packs/{last['id']}/install")).status_code == 204
    refused = await tereshkova.put(f"/stickers/packs/{extra['id']}/install")
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_packs")
    assert (await tereshkova.put(f"/stickers/packs/{last['id']}/install")).status_code == 204


async def test_who_leaves_for_good_takes_their_packs_along(gagarin: Person, stranger: Person) -> None:
    pack = await make(gagarin)
    await stranger.http.put(f"/api/stickers/packs/{pack['id']}/install")
    left = await gagarin.http.request("DELETE", "/api/users/me", json={"password": PASSWORD})
    assert left.status_code == 204
    assert pack["id"] not in await packs_of(stranger)


async def recent(person: Person) -> list[dict[str, Any]]:
    stickers: list[dict[str, Any]] = (await person.get("/stickers/recent")).json()["stickers"]
    return stickers


async def _fill(database: Database, pack: dict[str, Any], sticker: dict[str, Any], count: int) -> None:
    await database.fetch(
        """
        with copies as (
            insert into files (owner_id, kind, attachment, key, name, mime, bytes, claimed_at)
            select f.owner_id, f.kind, f.attachment, f.key || n, f.name, f.mime, 0, now()
            from files f join stickers s on s.file_id = f.id cross join generate_series(1, $3) n
            where s.id = $2
            returning id
        )
        insert into stickers (pack_id, file_id, emoji, position) select $1, id, '', 1000 + id from copies
        """,
        int(pack["id"]),
        int(sticker["id"]),
        count,
    )


async def test_what_was_used_last_is_no_reason_to_fail(
    server: Running, gagarin: Person, tereshkova: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sticker is sent, though the database goes away when it is to be written down that it was used."""
    gone = "select pg_terminate_backend(pg_backend_pid()), $1::bigint, $2::bigint"
    monkeypatch.setattr(stickers, "USE", gone)
    sticker = (await gagarin.get("/stickers/packs")).json()["packs"][0]["stickers"][0]
    chat_id = await gagarin.chat_with(tereshkova)
    sent = await gagarin.post(f"/chats/{chat_id}/messages", client_id=str(uuid.uuid4()), sticker_id=sticker["id"])
    await server.house.stickers.settle()
    assert sent.status_code == 201
    assert (await gagarin.get("/stickers/recent")).json()["stickers"] == []
