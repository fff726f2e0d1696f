"""Who runs the server."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.cast import PASSWORD, Person
from tests.stage import Running


async def sign_in(url: str, login: str, password: str = PASSWORD) -> Person:
    """Somebody whose account is there already."""
    http = Person.nobody(url)
    answer = await http.post("/api/auth/login", json={"login": login, "password": password})
    assert answer.status_code == 200, answer.text
    return Person(http, answer.json())


@pytest_asyncio.fixture
async def korolev(server: Running) -> AsyncIterator[Person]:
    """The administrator."""
    person = await sign_in(server.url, "korolev")
    yield person
    await person.leave()
