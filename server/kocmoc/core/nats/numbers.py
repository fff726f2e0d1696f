"""Numbers on what is published, so that whoever listens sees what is missing. Each process counts each subject."""

# Past this many subjects a process begins anew; that looks like a restart, not like a loss.
_MOST = 100_000


class Numbers:
    """What we publish."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def next(self, subject: str) -> int:
        if len(self._last) > _MOST:
            self._last.clear()
        number = self._last[subject] = self._last.get(subject, 0) + 1
        return number


class Heard:
    """What we have heard, of the subjects we follow."""

    def __init__(self) -> None:
        self._last: dict[str, dict[str, int]] = {}

    def misses(self, subject: str, origin: str, number: int) -> bool:
        """Takes note of a number; whether there were others before it that we have not heard."""
        origins = self._last.setdefault(subject, {})
        before = origins.get(origin)
        origins[origin] = number
        return before is not None and number > before + 1

    def forget(self, subject: str) -> None:
        self._last.pop(subject, None)
