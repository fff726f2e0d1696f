"""The crew of Vostok: Gagarin owns it, Tereshkova is its admin, Leonov a member."""

from collections.abc import Awaitable, Callable

import pytest_asyncio

from tests.cast import Person

Meet = Callable[[str], Awaitable[Person]]


@pytest_asyncio.fixture
async def leonov(meet: Meet) -> Person:
    return await meet("leonov")


async def _promote(owner: Person, chat_id: str, admin: Person) -> str:
    answer = await owner.patch(f"/chats/{chat_id}/members/{admin.id}", role="admin")
    assert answer.status_code == 200, answer.text
    return chat_id


@pytest_asyncio.fixture
async def vostok(gagarin: Person, tereshkova: Person, leonov: Person) -> str:
    """A group."""
    return await _promote(gagarin, await gagarin.make_group("Восток", tereshkova, leonov), tereshkova)


@pytest_asyncio.fixture
async def mission_control(gagarin: Person, tereshkova: Person, leonov: Person) -> str:
    """A channel."""
    chat_id = await gagarin.make_group("ЦУП", tereshkova, leonov, type="channel")
    return await _promote(gagarin, chat_id, tereshkova)
