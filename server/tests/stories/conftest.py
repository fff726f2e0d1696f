"""Two who talk with each other, so that each is told the other's stories."""

from typing import Any

import pytest_asyncio

from kocmoc.core.db import Database
from tests.cast import Person
from tests.stage import Running


async def tell(person: Person, **fields: Any) -> dict[str, Any]:
    """A story that is expected to be accepted; without anything else, a text."""
    answer = await person.post("/stories", **({"type": "text", "text": "Поехали!"} | fields))
    assert answer.status_code == 201, answer.text
    story: dict[str, Any] = answer.json()
    return story


async def stories_of(person: Person, author: Person | None = None) -> list[str]:
    """The ids of the stories somebody is shown, the newest first; of one author, or of all."""
    answer = await person.get("/stories")
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["stories"] if author is None or each["author"]["id"] == author.id]


@pytest_asyncio.fixture
async def acquainted(gagarin: Person, tereshkova: Person) -> str:
    """They share a direct chat."""
    return await gagarin.chat_with(tereshkova)


@pytest_asyncio.fixture
async def database(server: Running) -> Database:
    return server.house.database


async def expire(database: Database, story: dict[str, Any]) -> None:
    """Its last second is over."""
    await database.fetch(
        "update stories set created_at = created_at - interval '3 days', expires_at = now() where id = $1",
        int(story["id"]),
    )
