"""The states of the office of those who run the server. Its figures are of another, larger one."""

from datetime import timedelta
from typing import Any

from playwright.async_api import Route, expect

from tests.journeys.screen import Screen
from tests.journeys.states.desk import State
from tests.journeys.states.stage import Stage
from tests.journeys.states.world import NOW

_GIB = 1024**3
_STATS: dict[str, Any] = {
    "version": "1.0.0",
    "uptime_seconds": 412 * 3600,
    "users": {"total": 1284, "new_in_week": 37, "admins": 3, "disabled": 4, "online": 312},
    "chats": 940,
    "messages": 1_482_317,
    "days": [
        {"date": str(NOW.date() - timedelta(days=27 - day)), "messages": 21_000 + day * 7919 % 23_000}
        for day in range(28)
    ],
    "storage": {
        "files": 48_212,
        "bytes": 186 * _GIB,
        "database_bytes": 9 * _GIB,
        "disk_bytes": 512 * _GIB,
        "disk_free_bytes": 268 * _GIB,
    },
    "open_reports": 2,
}


async def office(stage: Stage) -> Screen:
    return await _overview(stage, await stage.desk())


async def hand_office(stage: Stage) -> Screen:
    return await _overview(stage, await stage.hand())


async def office_users(stage: Stage) -> Screen:
    window = await stage.desk()
    await window.page.goto("/admin/users")
    await expect(window.page.get_by_role("row")).to_have_count(1 + len(stage.world.people))
    return window


async def _overview(stage: Stage, window: Screen) -> Screen:
    await window.page.route("**/api/admin/stats", _tell)
    await window.page.goto("/admin")
    await expect(window.page.get_by_text("1 284")).to_be_visible()
    return window


async def _tell(route: Route) -> None:
    await route.fulfill(json=_STATS)


STATES: tuple[State, ...] = (office, hand_office, office_users)
