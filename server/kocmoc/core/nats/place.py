"""Where a NATS server is and how one gets in, from `nats://user:password@host:4222,nats://other`."""

import random
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

PORT = 4222


class Place(NamedTuple):
    """One server. A name without a password is a token."""

    host: str
    port: int
    is_tls: bool = False
    user: str | None = None
    password: str | None = None

    @classmethod
    def parse(cls, url: str) -> "Place":
        parts = urlsplit(url if "://" in url else f"nats://{url}")
        if parts.scheme not in ("nats", "tls") or not parts.hostname:
            raise ValueError("expected nats://host:4222")
        user, password = (unquote(word) if word else None for word in (parts.username, parts.password))
        return cls(parts.hostname, parts.port or PORT, parts.scheme == "tls", user, password)


class Places:
    """The servers of a cluster: those we were told of, and those they tell of. Tried in an order of chance."""

    def __init__(self, url: str) -> None:
        self._given = [Place.parse(each.strip()) for each in url.split(",") if each.strip()]
        self._learned: dict[tuple[str, int], Place] = {}

    def learn(self, urls: list[str]) -> None:
        """What a server says of its neighbours; they let us in as those we know."""
        first = self._given[0]
        found = [Place.parse(url) for url in urls]
        self._learned = {(each.host, each.port): first._replace(host=each.host, port=each.port) for each in found}

    def turn(self) -> list[Place]:
        """All of them once: the given ones first, in any order."""
        known = {(each.host, each.port) for each in self._given}
        others = [place for key, place in self._learned.items() if key not in known]
        return random.sample(self._given, len(self._given)) + random.sample(others, len(others))
