"""Who may do what to a message: in a group, in a channel, and outside of both."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.cast import Person
from tests.chats.folding import see
from tests.phone import Phone
from tests.stage import Running

Meet = Callable[[str], Awaitable[Person]]


async def send(person: Person, chat_id: str, text: str = "!", **draft: Any) -> httpx.Response:
    return await person.post(f"/chats/{chat_id}/messages", client_id=str(uuid4()), text=text, **draft)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def everything(person: Person, chat_id: str, message_id: str) -> dict[str, httpx.Response]:
    """All that can be tried with a chat and a message in it."""
    path, chat = f"/messages/{message_id}", f"/chats/{chat_id}"
    own = await person.chat_with(person)
    return {
        "history": await person.get(f"{chat}/messages"),
        "pins": await person.get(f"{chat}/pins"),
        "waiting": await person.get(f"{chat}/scheduled"),
        "put off": await person.post(
            f"{chat}/scheduled", client_id=str(uuid4()), text="!", send_at="2999-01-01T00:00:00Z"
        ),
        "send": await send(person, chat_id),
        "reply": await send(person, chat_id, reply_to_id=message_id),
        "reply elsewhere": await send(person, own, reply_to_id=message_id),
        "edit": await person.patch(f"{path}/edit", text="иначе"),
        "delete": await person.delete(f"{path}/delete"),
        "react": await person.put(f"{path}/reactions/👍"),
        "unreact": await person.delete(f"{path}/reactions/👍"),
        "pin": await person.put(f"{path}/pin"),
        "unpin": await person.delete(f"{path}/pin"),
        "edits": await person.get(f"{path}/edits"),
        "reads": await person.get(f"{path}/reads"),
        "reactions": await person.get(f"{path}/reactions"),
        "forward from": await person.post(f"{path}/forward", chat_ids=[own], client_id=str(uuid4())),
    }


async def test_to_outsiders_and_to_who_has_left_nothing_is_there(
    gagarin: Person, leonov: Person, stranger: Person, vostok: str
) -> None:
    said = (await send(gagarin, vostok, "не для чужих")).json()
    await leonov.delete(f"/chats/{vostok}/members/{leonov.id}")
    before = (await gagarin.get(f"/chats/{vostok}/messages")).json()
    for person in (leonov, stranger):
        seen = await everything(person, vostok, said["id"])
        never = await everything(person, "987654321", "987654321-1")
        for name, answer in seen.items():
            told, expected = answer.json(), never[name].json()
            if name != "put off" or answer.status_code != 422:
                assert answer.status_code == 404, name
            del told["request_id"], expected["request_id"]
            assert told == expected, name
    assert (await gagarin.get(f"/chats/{vostok}/messages")).json() == before


async def test_in_a_group_everybody_speaks_and_only_those_who_lead_clean_up(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str
) -> None:
    his, her, lone = [(await send(person, vostok)).json() for person in (gagarin, tereshkova, leonov)]
    assert refusal(await leonov.delete(f"/messages/{her['id']}/delete")) == (403, "not_author")
    assert refusal(await tereshkova.patch(f"/messages/{lone['id']}/edit", text="!!")) == (403, "not_author")
    assert refusal(await leonov.put(f"/messages/{lone['id']}/pin")) == (403, "forbidden")
    assert refusal(await leonov.delete(f"/messages/{lone['id']}/pin")) == (403, "forbidden")
    async with Phone(leonov) as phone:
        for person, message in ((tereshkova, his), (gagarin, her), (tereshkova, lone)):
            assert (await person.put(f"/messages/{message['id']}/pin")).status_code == 200
            assert (await person.delete(f"/messages/{message['id']}/delete")).status_code == 204
        await phone.agree()


async def test_what_was_done_to_a_group_may_be_cleaned_up_by_those_who_lead(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str
) -> None:
    said = (await send(tereshkova, vostok, "Вижу Землю")).json()
    await gagarin.patch(f"/chats/{vostok}", title="Восток-1")
    await tereshkova.put(f"/messages/{said['id']}/pin")
    renamed, pinned = (await leonov.get(f"/chats/{vostok}/messages", after=said["seq"])).json()["messages"]
    assert [each["system"]["kind"] for each in (renamed, pinned)] == ["renamed", "pinned"]
    before = await see(leonov, vostok)
    async with Phone(leonov) as phone:
        assert refusal(await leonov.delete(f"/messages/{renamed['id']}/delete")) == (403, "not_author")
        for person, deed in ((tereshkova, renamed), (gagarin, pinned), (gagarin, pinned)):
            assert (await person.delete(f"/messages/{deed['id']}/delete")).status_code == 204
        gone = await phone.wait("message:delete", lambda each: each["id"] == pinned["id"])
    after = await see(leonov, vostok)
    blank = {"deleted": True, "system": None, "version": gone["version"]}
    assert after["last_message"] == pinned | blank
    assert (after["unread_count"], after["last_seq"]) == (before["unread_count"], before["last_seq"])
    assert after["version"] == before["version"] + 2
    changed = (await leonov.post("/sync", cursor=None, chats={vostok: before["version"]})).json()["messages"]
    assert [(each["id"], each["deleted"], each["system"]) for each in changed] == [
        (renamed["id"], True, None),
        (pinned["id"], True, None),
    ]
    assert [each["id"] for each in (await leonov.get(f"/chats/{vostok}/pins")).json()["messages"]] == [said["id"]]
    assert after["title"] == "Восток-1"


async def test_what_was_done_between_two_nobody_cleans_up(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.put(f"/messages/{(await gagarin.say(chat_id, 'важно'))['id']}/pin")
    deed = (await see(gagarin, chat_id))["last_message"]
    assert deed["system"]["kind"] == "pinned"
    for person in (gagarin, tereshkova):
        assert refusal(await person.delete(f"/messages/{deed['id']}/delete")) == (403, "not_author")


async def test_in_a_channel_only_those_who_lead_speak_and_everybody_reacts(
    gagarin: Person, tereshkova: Person, leonov: Person, mission_control: str
) -> None:
    said = (await send(tereshkova, mission_control, "Старт")).json()
    assert refusal(await send(leonov, mission_control)) == (403, "forbidden")
    later = {"client_id": str(uuid4()), "text": "!", "send_at": "2026-12-31T00:00:00Z"}
    assert refusal(await leonov.post(f"/chats/{mission_control}/scheduled", **later)) == (403, "forbidden")
    forwarded = {"chat_ids": [mission_control], "client_id": str(uuid4())}
    assert refusal(await leonov.post(f"/messages/{said['id']}/forward", **forwarded)) == (403, "forbidden")
    assert (await leonov.put(f"/messages/{said['id']}/reactions/👍")).status_code == 200
    assert refusal(await leonov.put(f"/messages/{said['id']}/pin")) == (403, "forbidden")
    assert refusal(await leonov.get(f"/messages/{said['id']}/reads")) == (403, "crowd_too_large")
    async with Phone(leonov) as phone:
        answer = await phone.ask("message:send", {"chat_id": mission_control, "client_id": str(uuid4()), "text": "!"})
        assert answer["error"]["code"] == "forbidden"
    demoted = await gagarin.patch(f"/chats/{mission_control}/members/{tereshkova.id}", role="member")
    assert demoted.status_code == 200
    assert refusal(await tereshkova.patch(f"/messages/{said['id']}/edit", text="Отмена")) == (403, "forbidden")
    assert (await tereshkova.delete(f"/messages/{said['id']}/delete")).status_code == 204


async def test_what_is_forwarded_from_a_channel_leads_there_only_whom_it_may(
    gagarin: Person, leonov: Person, stranger: Person, mission_control: str
) -> None:
    said = (await send(gagarin, mission_control, "Сообщение ТАСС")).json()
    there, alone = await gagarin.chat_with(leonov), await gagarin.chat_with(stranger)
    forwarded = {"chat_ids": [there, alone], "client_id": str(uuid4())}
    answer = await gagarin.post(f"/messages/{said['id']}/forward", **forwarded)
    known = {"sender_id": gagarin.id, "chat_id": mission_control, "message_id": said["id"]}
    for shown in answer.json()["messages"]:
        assert known.items() <= shown["forwarded_from"].items()
    (seen,) = (await leonov.get(f"/chats/{there}/messages")).json()["messages"]
    assert known.items() <= seen["forwarded_from"].items()
    (unseen,) = (await stranger.get(f"/chats/{alone}/messages")).json()["messages"]
    assert dict.fromkeys(known).items() <= unseen["forwarded_from"].items()
    assert unseen["forwarded_from"]["sender_name"] == "Gagarin"


async def test_who_blocks_me_hears_nothing_of_me(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.put(f"/users/me/blocks/{tereshkova.id}")
    assert refusal(await send(tereshkova, chat_id)) == (403, "not_accepted")
    assert (await send(gagarin, chat_id)).status_code == 201
    await gagarin.delete(f"/users/me/blocks/{tereshkova.id}")
    assert (await send(tereshkova, chat_id)).status_code == 201


async def test_who_joins_later_begins_with_what_is_said_later(
    gagarin: Person, leonov: Person, stranger: Person
) -> None:
    chat_id = await gagarin.make_group("Закрытая", leonov, history="from_join")
    file = await gagarin.upload(b"plan")
    old = (await send(gagarin, chat_id, "старая тайна", attachment_ids=[file["id"]])).json()
    await gagarin.put(f"/messages/{old['id']}/pin")
    assert (await gagarin.post(f"/chats/{chat_id}/members", user_ids=[stranger.id])).status_code == 200
    async with Phone(stranger) as theirs, Phone(leonov) as his:
        reply = (await send(gagarin, chat_id, "ответ", reply_to_id=old["id"])).json()
        assert (reply["reply_to"]["text"], reply["reply_to"]["type"]) == ("старая тайна", "document")
        heard = await theirs.wait("message:new", lambda message: message["id"] == reply["id"])
        hidden = {"id": old["id"], "seq": old["seq"], "sender_name": "", "type": "text", "text": "", "deleted": False}
        assert heard["reply_to"] == hidden
        answer = (await stranger.get(f"/chats/{chat_id}/messages")).json()["messages"][-1]
        assert answer["reply_to"] == hidden
        assert (await leonov.get(f"/chats/{chat_id}/messages")).json()["messages"][-1]["reply_to"] == reply["reply_to"]
        await his.agree()
        await theirs.agree()
        await gagarin.patch(f"/messages/{old['id']}/edit", text="новая тайна")
        await leonov.put(f"/messages/{old['id']}/reactions/👍")
        await theirs.wait("chat:stale", lambda stale: stale["version"] == reply["version"] + 2)
        await theirs.agree()
        await his.agree()
        assert [name for name in ("message:edit", "message:reaction") if theirs.of(name)] == []
    history = (await stranger.get(f"/chats/{chat_id}/messages")).json()
    assert "тайна" not in str(history)
    assert history["has_more_before"] is False
    assert (await stranger.get(f"/chats/{chat_id}/pins")).json()["messages"] == []
    for name, answer in (await everything(stranger, chat_id, old["id"])).items():
        if name not in ("history", "pins", "waiting", "put off", "send"):
            assert refusal(answer) == (404, "message_not_found"), name
    synced = (await stranger.post("/sync", cursor=None, chats={chat_id: 0})).json()
    assert "тайна" not in str(synced)


async def test_twenty_kinds_of_reactions_are_enough(gagarin: Person, meet: Meet) -> None:
    friends = [await meet("friend") for _ in range(7)]
    chat_id = await gagarin.make_group("Чувства", *friends)
    path = f"/messages/{(await send(gagarin, chat_id)).json()['id']}/reactions"
    emoji = iter("😀😁😂🤣😃😄😅😆😉😊😋😎😍😘🥰😗😙😚🙂🤗🤩")
    for friend in friends:
        for _ in range(3 if friend is not friends[-1] else 2):
            assert (await friend.put(f"{path}/{next(emoji)}")).status_code == 200
    assert refusal(await gagarin.put(f"{path}/{next(emoji)}")) == (409, "too_many_reactions")
    joined = await gagarin.put(f"{path}/😀")
    assert (joined.status_code, joined.json()["reactions"][0]) == (200, {"emoji": "😀", "count": 2})
    await friends[0].delete(f"{path}/😁")
    assert (await gagarin.put(f"{path}/🤩")).status_code == 200


async def test_reads_are_of_members_who_could_see_it(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str, server: Running
) -> None:
    said = (await send(gagarin, vostok)).json()
    for person in (gagarin, tereshkova, leonov):
        await person.post(f"/chats/{vostok}/read", seq=said["seq"])
    path = f"/messages/{said['id']}/reads"
    reads = (await leonov.get(path)).json()["reads"]
    assert {each["user"]["id"] for each in reads} == {tereshkova.id, leonov.id}
    page = (await leonov.get(path, limit=1)).json()
    rest = (await leonov.get(path, cursor=page["next_cursor"])).json()
    assert page["reads"] + rest["reads"] == reads


@pytest.mark.parametrize("role", ["gagarin", "tereshkova", "leonov"])
async def test_mentions_reach_every_member_of_a_group(
    role: str, gagarin: Person, tereshkova: Person, leonov: Person, vostok: str
) -> None:
    crew = {"gagarin": gagarin, "tereshkova": tereshkova, "leonov": leonov}
    sender = crew.pop(role)
    names = " ".join(f"@{each.username}" for each in crew.values())
    await send(sender, vostok, names)
    for each in crew.values():
        assert (await each.get(f"/chats/{vostok}")).json()["unread_mentions_count"] == 1
    assert (await sender.get(f"/chats/{vostok}")).json()["unread_mentions_count"] == 0
