"""What a request costs before anybody has looked at it."""

import asyncio
from asyncio import Task
from collections.abc import Coroutine
from typing import Any

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
