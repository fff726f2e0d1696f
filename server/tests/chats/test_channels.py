"""Channels: a few speak, everybody hears, and who everybody is only the few know."""

from tests.cast import Person
from tests.chats.folding import follows, see
from tests.phone import Phone


async def test_only_leaders_post_and_everybody_reacts(
    gagarin: Person, tereshkova: Person, leonov: Person, mission_control: str
) -> None:
    said = await tereshkova.say(mission_control, "Связь установлена")
    answer = await leonov.post(f"/chats/{mission_control}/messages", client_id=said["client_id"], text="можно мне?")
    assert answer.status_code == 403
    assert (await leonov.put(f"/messages/{said['id']}/reactions/🚀")).status_code == 200
    chat = await see(leonov, mission_control)
    assert (chat["type"], chat["unread_count"], chat["peer_read_seq"]) == ("channel", 1, None)


async def test_only_leaders_know_who_is_in_it(
    gagarin: Person, tereshkova: Person, leonov: Person, stranger: Person, mission_control: str
) -> None:
    for person, status in ((gagarin, 200), (tereshkova, 200), (leonov, 403), (stranger, 404)):
        assert (await person.get(f"/chats/{mission_control}/members")).status_code == status
    assert (await see(leonov, mission_control))["members_count"] == 3


async def test_members_hear_only_how_many_they_are(
    gagarin: Person, tereshkova: Person, leonov: Person, stranger: Person, mission_control: str
) -> None:
    before = await see(leonov, mission_control)
    async with Phone(tereshkova) as leader, Phone(leonov) as member:
        await gagarin.post(f"/chats/{mission_control}/members", user_ids=[stranger.id])
        change = await leader.wait("chat:members", lambda each: each["added"])
        assert (change["members_count"], change["roles"]) == (4, {stranger.id: "member"})
        await member.wait("chat:update", lambda update: update["members_count"] == 4)
        await gagarin.delete(f"/chats/{mission_control}/members/{stranger.id}")
        assert (await leader.wait("chat:members", lambda each: each["removed"]))["removed"] == [stranger.id]
        await member.wait("chat:update", lambda update: update["members_count"] == 3)
        await follows(member, mission_control, before)
        assert member.of("chat:members") == []
        assert member.of("message:new") == leader.of("message:new") == []


async def test_comings_and_goings_are_not_written_into_it(
    gagarin: Person, tereshkova: Person, leonov: Person, mission_control: str
) -> None:
    await gagarin.patch(f"/chats/{mission_control}/members/{tereshkova.id}", role="owner")
    await tereshkova.patch(f"/chats/{mission_control}", title="ЦУП-М")
    await leonov.delete(f"/chats/{mission_control}/members/{leonov.id}")
    messages = (await gagarin.get(f"/chats/{mission_control}/messages")).json()["messages"]
    assert [(each["system"]["kind"], each["system"]["user_ids"]) for each in messages] == [
        ("created", []),
        ("renamed", []),
    ]


async def test_nobody_learns_how_far_a_member_has_read(
    gagarin: Person, tereshkova: Person, leonov: Person, mission_control: str
) -> None:
    said = await gagarin.say(mission_control, "Внимание")
    async with Phone(gagarin) as his, Phone(leonov) as theirs, Phone(leonov) as their_other:
        await leonov.post(f"/chats/{mission_control}/read", seq=said["seq"])
        for phone in (theirs, their_other):
            assert (await phone.wait("chat:read"))["unread_count"] == 0
        await gagarin.say(mission_control, "Всё")
        await his.wait("message:new")
        assert his.of("chat:read") == []


async def test_who_may_not_post_does_not_type(gagarin: Person, leonov: Person, mission_control: str) -> None:
    async with Phone(leonov) as member, Phone(gagarin) as owner:
        refusal = await member.ask("typing:start", {"chat_id": mission_control})
        assert (refusal["ok"], refusal["error"]["code"]) == (False, "forbidden")
        assert await owner.ask("typing:start", {"chat_id": mission_control}) == {"ok": True}
        assert (await member.wait("typing:start"))["user_id"] == gagarin.id
        assert owner.of("typing:start") == []
