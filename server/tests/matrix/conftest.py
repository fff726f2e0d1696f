"""The company of the matrix, once for all its rows."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest_asyncio

from tests.cast import PASSWORD, Person
from tests.matrix.scene import WHO, Company, Scene, fresh
from tests.stage import Running


class Stage:
    """The scene as it is now. A deed that succeeded has changed it, so the next one wants another."""

    def __init__(self, company: Company, anybody: httpx.AsyncClient) -> None:
        self.company = company
        self.anybody = anybody
        self._scene: Scene | None = None
        self._is_used = False

    async def scene(self) -> Scene:
        if self._scene is None or self._is_used:
            if self._scene is not None:
                await self._scene.end()
            self._scene, self._is_used = await Scene.make(self.company), False
        return self._scene

    def used_up(self) -> None:
        self._is_used = True


@pytest_asyncio.fixture(scope="session")
async def stage(server: Running) -> AsyncIterator[Stage]:
    anybody = Person.nobody(server.url)
    people = {
        name: await Person.register(server.url, f"{name}_{fresh()[:8]}", display_name=name.capitalize())
        for name in WHO
        if name not in ("anonymous", "root")
    }
    desk = Person.nobody(server.url)
    root = await desk.post("/api/auth/login", json={"login": "korolev", "password": PASSWORD})
    people["root"] = Person(desk, root.json())
    await server.house.database.fetch(
        "update users set disabled_at = $2 where id = $1", int(people["disabled"].id), datetime.now(UTC)
    )
    await server.house.accounts.gate.reread()
    yield Stage(Company(people), anybody)
    for person in people.values():
        await person.leave()
    await anybody.aclose()
