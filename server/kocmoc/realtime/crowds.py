"""How many connections one person and one address have, at whatever processes."""

from contextlib import AbstractAsyncContextManager

from kocmoc.core import jobs
from kocmoc.core.tally import Tally
from kocmoc.realtime.engine import Server

TICK_SECONDS = 1.0


class Crowds:
    """The engine asks for addresses, before anybody has said who they are; `per_user` is asked for here."""

    def __init__(self, tally: Tally, server: Server, per_user: int) -> None:
        self._tally = tally
        self._per_user = per_user
        if server.options.max_per_address:
            server.crowd = lambda address: tally.count(f"address:{address}")
            server.on_crowd = self._address_changed

    def living(self) -> AbstractAsyncContextManager[None]:
        return jobs.every(TICK_SECONDS, self._tally.tick)

    def let_in(self, user_id: int) -> bool:
        """Counted from here on, also while they are still on their way in; unless there are enough of them."""
        if self._tally.count(f"user:{user_id}") >= self._per_user:
            return False
        self._tally.take(f"user:{user_id}")
        return True

    def left(self, user_id: int) -> None:
        self._tally.give_back(f"user:{user_id}")

    def _address_changed(self, address: str, change: int) -> None:
        if change > 0:
            self._tally.take(f"address:{address}")
        else:
            self._tally.give_back(f"address:{address}")
