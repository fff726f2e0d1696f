"""What one may no longer hear stops at once, at whatever process one is connected."""

import asyncio
import uuid

import pytest

from tests.cast import PASSWORD, Person
from tests.phone import Phone

# Sooner than anybody would find it out by reading the database again.
SOON = 1.9


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


@pytest.mark.parametrize("deed", ["logout", "password", "session"])
async def test_an_ended_session_is_cut_at_once_wherever_it_is_connected(
    gagarin: Person, tereshkova: Person, deed: str
) -> None:
    elsewhere = await gagarin.sign_in()
    elsewhere.url = tereshkova.url  # her process, not the one he asks
    async with Phone(elsewhere) as phone:
        if deed == "logout":
            assert (await elsewhere.post("/auth/logout")).status_code == 204
        elif deed == "password":
            body = {"current_password": PASSWORD, "new_password": f"{PASSWORD}{uuid.uuid4().hex[:6]}"}
            assert (await gagarin.post("/auth/password", **body)).status_code == 204
        else:
            sessions = (await gagarin.get("/auth/sessions")).json()["sessions"]
            theirs = next(each["id"] for each in sessions if not each["current"])
            assert (await gagarin.delete(f"/auth/sessions/{theirs}")).status_code == 204
        async with asyncio.timeout(SOON):
            await phone.disconnected.wait()
        assert phone.of("session:expired") == [{}]
        refused = await elsewhere.http.get(f"{tereshkova.url}/api/users/me")
        assert (refused.status_code, refused.json()["code"]) == (401, "session_ended")
    await elsewhere.leave()
