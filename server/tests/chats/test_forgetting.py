"""Clearing a history, and deleting a direct chat: for oneself alone."""

from tests.cast import Person
from tests.chats.folding import follows, see
from tests.phone import Phone
from tests.sync.test_sync import sync


async def test_a_cleared_chat_is_empty_for_me_and_whole_for_the_other(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    for text in ("раз", "два", "три"):
        await tereshkova.say(chat_id, text)
    before = await see(gagarin, chat_id)
    assert before["unread_count"] == 3
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        assert (await gagarin.post(f"/chats/{chat_id}/clear")).status_code == 204
        await his.wait("chat:update")
        await his.wait("chat:read")
        await follows(his, chat_id, before, "last_message", "visible_after", "unread_count", "last_read_seq")
        assert (await hers.wait("chat:read"))["seq"] == 3
        assert hers.of("chat:update") == []
    cleared = await see(gagarin, chat_id)
    assert (cleared["last_message"], cleared["visible_after"], cleared["unread_count"]) == (None, 3, 0)
    assert (await see(tereshkova, chat_id))["last_message"]["text"] == "три"
    assert [chat["id"] for chat in (await gagarin.get("/chats")).json()["chats"]] == [chat_id]
    said = await tereshkova.say(chat_id, "четыре")
    assert (await see(gagarin, chat_id))["last_message"] == said
    assert (await see(gagarin, chat_id))["unread_count"] == 1


async def test_clearing_is_brought_by_sync(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await tereshkova.say(chat_id, "раз")
    cursor = (await sync(gagarin))["cursor"]
    await gagarin.post(f"/chats/{chat_id}/clear")
    chat = (await sync(gagarin, cursor))["chats"][0]
    assert (chat["id"], chat["visible_after"], chat["last_message"]) == (chat_id, 1, None)


async def test_a_deleted_direct_chat_is_gone_for_me_until_something_is_said(
    gagarin: Person, tereshkova: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await tereshkova.say(chat_id, "раз")
    await gagarin.patch(f"/chats/{chat_id}/settings", pinned=True, draft="…")
    cursor = (await sync(gagarin))["cursor"]
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        for _ in range(2):
            assert (await gagarin.delete(f"/chats/{chat_id}")).status_code == 204
        assert await his.wait("chat:gone") == {"chat_id": chat_id}
        assert (await gagarin.get("/chats")).json()["chats"] == []
        away = await sync(gagarin, cursor, **{f"c{chat_id}": 1})
        assert (away["chats"], away["gone"]) == ([], [chat_id])
        said = await tereshkova.say(chat_id, "два")
        back = await his.wait("chat:new")
        assert (back["id"], back["last_message"], back["unread_count"]) == (chat_id, said, 1)
        assert hers.of("chat:gone") == hers.of("chat:new") == []
    (chat,) = (await gagarin.get("/chats")).json()["chats"]
    assert (chat["id"], chat["last_message"], chat["unread_count"]) == (chat_id, said, 1)
    assert (chat["pinned"], chat["draft"]) == (False, None)
    back = await sync(gagarin, away["cursor"], **{f"c{chat_id}": 1})
    assert [message["text"] for message in back["messages"]] == ["два"]
    assert [each["id"] for each in (await tereshkova.get("/chats")).json()["chats"]] == [chat_id]


async def test_a_deleted_direct_chat_can_be_opened_again(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await tereshkova.say(chat_id, "раз")
    await gagarin.delete(f"/chats/{chat_id}")
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        answer = await gagarin.post("/chats", user_id=tereshkova.id)
        assert (answer.status_code, answer.json()["id"], answer.json()["last_message"]) == (200, chat_id, None)
        assert (await his.wait("chat:new"))["id"] == chat_id
        await gagarin.post("/chats", user_id=tereshkova.id)
        await gagarin.say(chat_id, "снова здравствуй")
        await hers.wait("message:new")
        assert len(his.of("chat:new")) == 1
        assert hers.of("chat:new") == []
    assert [chat["id"] for chat in (await gagarin.get("/chats")).json()["chats"]] == [chat_id]


async def test_saved_messages_are_cleared_but_not_deleted(gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    await gagarin.say(chat_id, "купить скафандр")
    answer = await gagarin.delete(f"/chats/{chat_id}")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_a_group")
    assert (await gagarin.post(f"/chats/{chat_id}/clear")).status_code == 204
    assert (await see(gagarin, chat_id))["last_message"] is None
