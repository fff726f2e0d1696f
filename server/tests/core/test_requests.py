"""What a request costs before anybody has looked at it."""

import asyncio
from asyncio import Task
from collections.abc import Coroutine
from typing import Any

import pytest

from tests.cast import Person


async def test_a_request_is_one_task_whatever_it_needs(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    loop, made = asyncio.get_running_loop(), list[str]()

    def make(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any], **more: Any) -> Task[Any]:
        made.append(work.__qualname__)
        return Task(work, loop=loop, **more)

    before = loop.get_task_factory()
    loop.set_task_factory(make)  # type: ignore[arg-type]
    try:
        for n in range(5):
            await gagarin.say(chat_id, f"{n}")
            assert (await gagarin.get("/chats")).status_code == 200
    finally:
        loop.set_task_factory(before)
    assert made.count("RequestResponseCycle.run_asgi") == 10
    assert not [name for name in made if "resolve" in name]


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("/chats", "query", "я" * 257),
        ("/chats", "limit", "many"),
        *(("/search", name, "?") for name in ("type", "from", "to", "limit")),
    ],
)
async def test_what_is_wrong_in_an_address_is_told_by_the_name_it_has_there(
    gagarin: Person, path: str, name: str, value: str
) -> None:
    answer = await gagarin.get(path, **{name: value})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [name]
