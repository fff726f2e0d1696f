"""Rate limits: the generic cell rate algorithm, one number per key and nothing to refill."""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Literal

import msgspec

from kocmoc.core.address import household
from kocmoc.core.errors import TooMany

# Past this many keys those that have fully recovered are dropped; a fresh key costs about 100 bytes until then.
_SWEEP_AT = 50_000


class Rate(msgspec.Struct, frozen=True):
    """`burst` at once, one more every `seconds_each`, never two closer than `gap_seconds`."""

    burst: int
    seconds_each: float
    gap_seconds: float = 0.0

    @classmethod
    def per(cls, count: int, seconds: float) -> "Rate":
        return cls(burst=count, seconds_each=seconds / count)


Deed = Literal["login", "register", "codes", "upload", "everything"]


class Limits:
    """Spends and gives back tokens of named buckets. What other processes spend is taken away here too."""

    def __init__(self) -> None:
        self._full_at: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self.on_spent: Callable[[str, float], None] = lambda _key, _seconds: None
        self.on_refused: Callable[[str, float], None] = lambda _key, _seconds: None

    def spend(self, key: str, rate: Rate, refusal: type[TooMany] = TooMany, *, times: int = 1) -> None:
        """Take a token of `key` (or several at once), or raise `refusal` with the seconds to wait."""
        now = monotonic()
        if len(self._full_at) > _SWEEP_AT:
            self._sweep(now)
        full_at = max(self._full_at.get(key, now), now) + times * rate.seconds_each
        wait = full_at - now - rate.burst * rate.seconds_each
        if rate.gap_seconds:
            wait = max(wait, self._last.get(key, -rate.gap_seconds) + rate.gap_seconds - now)
        if wait > 1e-9:
            self.on_refused(key, wait)
            raise refusal(retry_after=wait)
        self._full_at[key] = full_at
        if rate.gap_seconds:
            self._last[key] = now
        self.on_spent(key, times * rate.seconds_each)

    def give_back(self, key: str, rate: Rate) -> None:
        """Undo one `spend`: what it was spent on turned out not to happen."""
        if key in self._full_at:
            self._full_at[key] -= rate.seconds_each
            self.on_spent(key, -rate.seconds_each)
        self._last.pop(key, None)

    def take_away(self, key: str, seconds: float) -> None:
        """Another process has spent so much (or given it back)."""
        now = monotonic()
        self._full_at[key] = max(self._full_at.get(key, now), now) + seconds
        if seconds > 0:
            self._last[key] = now

    def _sweep(self, now: float) -> None:
        self._full_at = {key: full_at for key, full_at in self._full_at.items() if full_at > now}
        self._last = {key: last for key, last in self._last.items() if key in self._full_at}


class AddressLimits:
    """One table of what a network address may do how often. What is not in it is not limited."""

    def __init__(self, limits: Limits, table: Mapping[Deed, Rate]) -> None:
        self._limits = limits
        self._table = table

    def spend(self, deed: Deed, address: str) -> None:
        """Raises TooMany."""
        rate = self._table.get(deed)
        if rate is not None:
            self._limits.spend(f"{deed}:{household(address)}", rate)
