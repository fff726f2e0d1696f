"""How often somebody may be told to slow down before they are cut off."""

from collections import defaultdict, deque
from time import monotonic

import msgspec

REFUSED = "@refused"
TIMES = 20
SECONDS = 60.0
# Past this many people those whose last refusal is long ago are forgotten.
_SWEEP_AT = 10_000


class Refusal(msgspec.Struct, array_like=True):
    """Somebody was told, at whatever process, to wait so many seconds."""

    user_id: int
    seconds: float


class Patience:
    """Remembers each person's latest refusals."""

    def __init__(self) -> None:
        self._refusals: defaultdict[int, deque[float]] = defaultdict(lambda: deque(maxlen=TIMES))

    def is_lost(self, user_id: int) -> bool:
        """Whether this refusal was one too many. Then they begin anew."""
        now = monotonic()
        if len(self._refusals) > _SWEEP_AT:
            self._sweep(now)
        refusals = self._refusals[user_id]
        refusals.append(now)
        if len(refusals) < TIMES or now - refusals[0] > SECONDS:
            return False
        del self._refusals[user_id]
        return True

    def _sweep(self, now: float) -> None:
        for user_id in [user_id for user_id, each in self._refusals.items() if now - each[-1] > SECONDS]:
            del self._refusals[user_id]
