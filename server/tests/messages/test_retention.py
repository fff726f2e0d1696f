"""Messages are kept for as many days as the server was told, and no longer."""

from kocmoc.messages import Retention
from tests.cast import Person
from tests.phone import Phone
from tests.stage import Running

AGE = "update messages set created_at = created_at - interval '31 days' where chat_id = $1"


async def _say_long_ago(server: Running, person: Person, chat_id: str, *texts: str) -> None:
    for text in texts:
        await person.say(chat_id, text)
    await server.house.database.pool.execute(AGE, int(chat_id))


def _retention(server: Running, days: int) -> Retention:
    return Retention(server.house.database, server.house.journal, days, batch=2)


async def test_what_is_too_old_is_gone_for_everybody_and_the_rest_stays(
    server: Running, gagarin: Person, tereshkova: Person, leonov: Person, vostok: str
) -> None:
    await _say_long_ago(server, leonov, vostok, "раз", "два", "три", "четыре", "пять")
    await leonov.delete(f"/chats/{vostok}/members/{leonov.id}")
    recent = await gagarin.say(vostok, "сейчас")
    before = (await gagarin.get(f"/chats/{vostok}/messages")).json()["messages"]
    async with Phone(tereshkova) as hers:
        await _retention(server, 30).sweep()
        await hers.wait("message:delete", lambda told: told["seq"] == recent["seq"] - 2)
        deleted = hers.of("message:delete")
    after = (await gagarin.get(f"/chats/{vostok}/messages")).json()["messages"]
    old = [each for each in before if each["text"] and each["id"] != recent["id"]]
    assert [each["text"] for each in old] == ["раз", "два", "три", "четыре", "пять"]
    assert sorted(each["seq"] for each in deleted) == sorted(each["seq"] for each in old)
    assert [each["deleted"] for each in after] == [each in old for each in before]
    assert [each["text"] for each in after if each["text"]] == ["сейчас"]
    assert [each for each in after if each["type"] == "system"] == [each for each in before if each["type"] == "system"]
    versions = [each["version"] for each in after]
    assert len(set(versions)) == len(versions)


async def test_again_changes_nothing_and_without_days_everything_is_kept(server: Running, gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    await _say_long_ago(server, gagarin, chat_id, "давно")
    await server.house.retention.sweep()
    assert [each["text"] for each in (await gagarin.get(f"/chats/{chat_id}/messages")).json()["messages"]] == ["давно"]
    for _ in range(2):
        await _retention(server, 30).sweep()
    once = (await gagarin.get(f"/chats/{chat_id}/messages")).json()["messages"]
    await _retention(server, 30).sweep()
    assert (await gagarin.get(f"/chats/{chat_id}/messages")).json()["messages"] == once
    assert [each["deleted"] for each in once] == [True]
