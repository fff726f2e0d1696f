"""What one may no longer hear stops at once, at whatever process one is connected."""

import asyncio
import uuid

import httpx
import pytest

from kocmoc.auth import gate
from kocmoc.realtime import live
from tests.cast import PASSWORD, Person
from tests.phone import PATIENCE_SECONDS, Phone
from tests.stage import Running

# What is promised is a second, on a machine that has the time for it. That is far from the life of a token.
SOON = PATIENCE_SECONDS


async def test_after_a_removal_is_acknowledged_no_event_of_the_chat_arrives(
    gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    """Again and again, while everybody writes: no moment is too early."""
    made = await gagarin.post("/chats/group", title="Восток", member_ids=[stranger.id])
    group = made.json()["id"]
    done = asyncio.Event()

    async def keep_talking(person: Person) -> None:
        while not done.is_set():
            await person.say(group, "…")

    async with Phone(tereshkova) as hers, asyncio.TaskGroup() as together:
        for person in (gagarin, stranger):
            together.create_task(keep_talking(person))
        for number in range(10):
            await gagarin.post(f"/chats/{group}/members", user_ids=[tereshkova.id])
            await hers.wait_for(lambda: any(message["chat_id"] == group for message in hers.of("message:new")))
            assert (await gagarin.delete(f"/chats/{group}/members/{tereshkova.id}")).status_code == 204
            after = (await gagarin.say(group, f"без неё, раз {number}"))["seq"]
            await hers.ask("sync", {})
            heard = [message["seq"] for message in hers.of("message:new")]
            assert all(seq < after for seq in heard)
            hers.heard.clear()
        done.set()


async def end(deed: str, owner: Person, elsewhere: Person, korolev: Person) -> None:
    """One of the ways in which a session ends."""
    if deed == "logout":
        answer = await elsewhere.post("/auth/logout")
    elif deed == "password":
        body = {"current_password": PASSWORD, "new_password": f"{PASSWORD}{uuid.uuid4().hex[:6]}"}
        answer = await owner.post("/auth/password", **body)
    elif deed == "session":
        sessions = (await owner.get("/auth/sessions")).json()["sessions"]
        theirs = next(each["id"] for each in sessions if not each["current"])
        answer = await owner.delete(f"/auth/sessions/{theirs}")
    elif deed == "account":
        answer = await owner.delete("/users/me", password=PASSWORD)
    else:
        answer = await korolev.patch(f"/admin/users/{owner.id}", **{deed: True})
    assert answer.status_code in (200, 204), answer.text


@pytest.mark.parametrize(
    "deed", ["logout", "password", "session", "account", "disabled", "end_sessions", "temporary_password"]
)
async def test_an_ended_session_is_cut_at_once_wherever_it_is_connected(
    gagarin: Person, tereshkova: Person, korolev: Person, deed: str
) -> None:
    elsewhere = await gagarin.sign_in()
    file, cookies = await gagarin.upload(b"notes"), dict(elsewhere.http.cookies)
    assert await opens(elsewhere.url, file["url"], cookies) == 200
    elsewhere.url = tereshkova.url  # her process, not the one he asks
    async with Phone(elsewhere) as phone:
        async with asyncio.timeout(SOON):
            await end(deed, gagarin, elsewhere, korolev)
            await phone.disconnected.wait()
        assert phone.of("session:expired") == [{}]
        refused = await elsewhere.http.get(f"{tereshkova.url}/api/users/me")
        assert (refused.status_code, refused.json()["code"]) == (401, "session_ended")
    for url in (gagarin.url, tereshkova.url):
        assert await opens(url, file["url"], cookies) == 401
        assert await opens(url, "/api/auth/refresh", cookies) == 401
    await elsewhere.leave()


async def opens(url: str, path: str, cookies: dict[str, str]) -> int:
    """What somebody hears who has nothing but copied cookies."""
    async with httpx.AsyncClient(base_url=url, cookies=cookies) as thief:
        return (await thief.request("POST" if path.endswith("refresh") else "GET", path)).status_code


@pytest.mark.parametrize(
    "behind_everybody",
    ["update sessions set ended_at = now() where user_id = $1", "update users set disabled_at = now() where id = $1"],
)
async def test_what_no_news_tells_is_known_within_a_second_as_well(
    gagarin: Person, tereshkova: Person, servers: list[Running], behind_everybody: str
) -> None:
    """Done by a command, or by a process whose news got lost: it is read again and looked for, both every second."""
    assert gate.REREAD_SECONDS + live.EXPIRY_CHECK_SECONDS <= 1.5
    async with Phone(gagarin) as here, Phone(gagarin, url=tereshkova.url) as there:
        await servers[0].house.database.fetch(behind_everybody, int(gagarin.id))
        async with asyncio.timeout(SOON):
            await here.disconnected.wait()
            await there.disconnected.wait()
        assert here.of("session:expired") == there.of("session:expired") == [{}]


async def test_removal_from_a_chat_reaches_every_device_on_every_process(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str
) -> None:
    async with Phone(leonov) as here, Phone(leonov, url=tereshkova.url) as there:
        async with asyncio.timeout(SOON):
            await gagarin.delete(f"/chats/{vostok}/members/{leonov.id}")
            for phone in (here, there):
                assert await phone.wait("chat:gone") == {"chat_id": vostok}
        await gagarin.say(vostok, "без него")
        await gagarin.chat_with(leonov)
        for phone in (here, there):
            await phone.wait("chat:new", lambda chat: chat["type"] == "direct")
            assert phone.of("message:new") == []
