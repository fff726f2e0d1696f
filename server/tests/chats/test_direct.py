"""Two people and the one chat they have."""

import asyncio

from tests.cast import Person


async def test_two_people_open_their_chat_at_once_and_get_the_same_one(gagarin: Person, tereshkova: Person) -> None:
    answers = await asyncio.gather(
        *(one.post("/chats", user_id=other.id) for one, other in [(gagarin, tereshkova), (tereshkova, gagarin)] * 5)
    )
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_a_chat_is_seen_from_both_sides(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    mine = (await gagarin.get(f"/chats/{chat_id}")).json()
    theirs = (await tereshkova.get(f"/chats/{chat_id}")).json()
    assert (mine["title"], mine["peer"]["id"]) == (tereshkova.me["display_name"], tereshkova.id)
    assert (theirs["title"], theirs["peer"]["id"]) == (gagarin.me["display_name"], gagarin.id)
    assert mine["type"] == "direct"
    assert mine["my_role"] == "member"
    assert mine["members_count"] == 2
    assert (mine["last_seq"], mine["version"], mine["unread_count"], mine["last_message"]) == (0, 0, 0, None)
    assert mine["updated_at"] == mine["created_at"]


async def test_a_chat_with_oneself_is_for_saved_messages(gagarin: Person) -> None:
    chat = (await gagarin.post("/chats", user_id=gagarin.id)).json()
    assert (chat["type"], chat["peer"], chat["members_count"]) == ("saved", None, 1)
    await gagarin.say(chat["id"], "купить скафандр")
    again = (await gagarin.post("/chats", user_id=gagarin.id)).json()
    assert again["id"] == chat["id"]
    assert (again["peer_read_seq"], again["unread_count"]) == (1, 0)


async def test_a_stranger_cannot_tell_a_chat_from_no_chat(
    gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.say(chat_id, "только нам двоим")
    for method, path, body in (
        ("GET", "", None),
        ("GET", "/messages", None),
        ("POST", "/messages", {"client_id": "9b2e8c4e-0000-4000-8000-000000000000", "text": "привет"}),
        ("POST", "/read", {"seq": 1}),
    ):
        seen = [
            await stranger.http.request(method, f"/api/chats/{each}{path}", json=body)
            for each in (chat_id, "987654321", "abc", "0", "-1", "9" * 30, "%00")
        ]
        assert {answer.status_code for answer in seen} == {404}, (method, path)
        told = [{k: v for k, v in answer.json().items() if k != "request_id"} for answer in seen]
        assert all(each == told[0] for each in told)
        assert told[0]["code"] == "chat_not_found"


async def test_nobody_opens_a_chat_with_nobody(gagarin: Person) -> None:
    for user_id in ("123456789", "abc", "", "-5", "99999999999999999999"):
        answer = await gagarin.post("/chats", user_id=user_id)
        assert (answer.status_code, answer.json()["code"]) == (404, "user_not_found"), user_id
    assert (await gagarin.get("/chats")).json() == {"chats": [], "next_cursor": None, "unread_total": 0}


async def test_unread_counts_what_others_said_since_my_mark(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    for text in ("раз", "два", "три"):
        await gagarin.say(chat_id, text)
    assert (await gagarin.get(f"/chats/{chat_id}")).json()["unread_count"] == 0
    assert (await tereshkova.get(f"/chats/{chat_id}")).json()["unread_count"] == 3
    await tereshkova.say(chat_id, "слышу")
    assert (await tereshkova.get(f"/chats/{chat_id}")).json()["unread_count"] == 3
    assert (await tereshkova.post(f"/chats/{chat_id}/read", seq=2)).status_code == 204
    chat = (await tereshkova.get(f"/chats/{chat_id}")).json()
    assert (chat["unread_count"], chat["last_read_seq"]) == (1, 2)
    assert (await tereshkova.get("/chats")).json()["unread_total"] == 1
    assert (await gagarin.get(f"/chats/{chat_id}")).json()["peer_read_seq"] == 2


async def test_a_mark_never_moves_back_and_never_beyond_the_end(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    for text in ("раз", "два", "три"):
        await gagarin.say(chat_id, text)
    marks = []
    for seq in (2, 1, 0, 2**53 - 1, 3):
        assert (await tereshkova.post(f"/chats/{chat_id}/read", seq=seq)).status_code == 204
        marks.append((await tereshkova.get(f"/chats/{chat_id}")).json()["last_read_seq"])
    assert marks == [2, 2, 2, 3, 3]


async def test_unread_is_exact_to_999_and_then_1000(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    for _ in range(9):
        await asyncio.gather(*(gagarin.say(chat_id, f"{n}") for n in range(111)))
    assert (await tereshkova.get(f"/chats/{chat_id}")).json()["unread_count"] == 999
    await asyncio.gather(*(gagarin.say(chat_id, f"{n}") for n in range(6)))
    assert (await tereshkova.get(f"/chats/{chat_id}")).json()["unread_count"] == 1000
    assert (await tereshkova.get("/chats")).json()["unread_total"] == 1000


async def test_bad_marks_are_refused(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    for body in ({}, {"seq": "1"}, {"seq": -1}, {"seq": 1.5}, {"seq": None}, {"seq": 2**63}, {"seq": 1, "by": "1"}):
        answer = await gagarin.http.post(f"/api/chats/{chat_id}/read", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed"), body
