"""Which application answers under which path."""

from typing import Any

from litestar.types import ASGIApp, Receive, Send


class Doors:
    """Prefix → application; everything else goes to `house`. All share one port, one log and one set of headers."""

    def __init__(self, doors: dict[str, Any], house: ASGIApp) -> None:
        self._doors = doors
        self._house = house

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            for prefix, app in self._doors.items():
                if scope["path"].startswith(prefix):
                    await app(scope, receive, send)
                    return
        await self._house(scope, receive, send)
