"""Is the server well? It says so itself."""

from collections.abc import Awaitable, Callable

from kocmoc.app import House
from kocmoc.settings import Settings
from tests.cast import Person
from tests.stage import Running


async def test_a_healthy_server_says_so_to_anybody(server: Running) -> None:
    anybody = Person.nobody(server.url)
    answer = await anybody.get("/health")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["status"], body["database"], body["version"]) == ("ok", "ok", "0.1.0")
    assert isinstance(body["uptime_seconds"], int)
    await anybody.aclose()


async def test_without_a_database_it_is_degraded_and_requests_are_told_to_come_back(
    settings: Settings, new_database: Callable[[], Awaitable[str]]
) -> None:
    async with Running(House(settings, await new_database())) as running:
        korolev = await Person.register(running.url, "korolev")
        await running.house.database.close()
        health = await korolev.http.get("/health")
        assert (health.status_code, health.json()["status"], health.json()["database"]) == (
            503,
            "degraded",
            "unavailable",
        )
        for path in ("/api/chats", "/api/users/me", "/api/chats/1/messages"):
            answer = await korolev.http.get(path)
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
            assert int(answer.headers["retry-after"]) >= 1
        await running.house.database.open()
        assert (await korolev.http.get("/health")).status_code == 200
        assert (await korolev.get("/chats")).status_code == 200
        await korolev.leave()
