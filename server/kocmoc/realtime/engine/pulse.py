"""How long a session may live without a sign of its client."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from kocmoc.realtime.engine.packets import PING

if TYPE_CHECKING:
    from kocmoc.realtime.engine.session import Session


class Pulse:
    """The session's two deadlines on the wheel: to say who it is, and to answer the next ping.

    Each heartbeat has one absolute deadline: a ping that leaves late does not buy its answer more time.
    """

    __slots__ = ("_deadline", "_pinged", "_session", "_stranger_until", "tick")

    def __init__(self, session: Session) -> None:
        options, now = session.server.options, session.server.loop.time()
        self._session = session
        self._deadline = now + options.round
        self._pinged = False
        self._stranger_until = now + options.connect_timeout
        self.tick = -1
        self._sleep()

    def introduced(self) -> None:
        """The client has said who it is."""
        self._stranger_until = inf

    def forgotten(self) -> None:
        """The client has left its last namespace: it must say again who it is, in time."""
        self._stranger_until = self._session.server.loop.time() + self._session.server.options.connect_timeout
        if not self._session.closed:
            self._sleep()

    def pong(self) -> None:
        if self._pinged:  # Unasked pongs keep nobody alive.
            self._pinged = False
            self._deadline = self._session.server.loop.time() + self._session.server.options.round
            self._sleep()

    def expired(self) -> bool:
        """Whether the deadline has passed, even if the wheel has not turned yet."""
        return self._session.server.loop.time() >= self._deadline

    def wake(self) -> None:
        now = self._session.server.loop.time()
        if now >= self._stranger_until:
            self._session.close("connect timeout")
        elif now >= self._deadline:
            self._session.drop("ping timeout")
        else:
            self._ping_if_due(now)
            self._sleep()

    def stop(self) -> None:
        self._session.server.wheel.cancel(self)

    def _ping_if_due(self, now: float) -> None:
        if not self._pinged and now >= self._deadline - self._session.server.options.ping_timeout:
            self._pinged = True
            self._session.push(PING)

    def _sleep(self) -> None:
        heartbeat = self._deadline if self._pinged else self._deadline - self._session.server.options.ping_timeout
        self._session.server.wheel.schedule(self, min(heartbeat, self._stranger_until))
