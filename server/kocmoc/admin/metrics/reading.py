"""What was counted, and how things stand at this moment, as Prometheus reads it."""

import hmac
from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from kocmoc.admin.metrics import gathering
from kocmoc.auth import Visitor
from kocmoc.core import meters
from kocmoc.core.errors import Forbidden
from kocmoc.realtime import Neighbours

# What it is, and how it stands.
Gauge = tuple[str, Callable[[], float]]


class Metrics(Collector):
    """For those on this very machine, and for whoever has the token."""

    def __init__(
        self, token: str | None, gauges: Mapping[str, Gauge], neighbours: Callable[[], Neighbours | None]
    ) -> None:
        self._neighbours = neighbours
        self._token = token
        self._gauges = gauges
        self._now = CollectorRegistry()
        self._now.register(self)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, (about, measure) in self._gauges.items():
            yield GaugeMetricFamily(f"kocmoc_{name}", about, value=measure())

    async def read(self, visitor: Visitor, authorization: str) -> bytes:
        """Of all workers; to another of them only our own."""
        if visitor.is_neighbour:
            return self._own()
        if not visitor.is_local and not self._opens(authorization):
            raise Forbidden
        neighbours = self._neighbours()
        return await gathering.gather(neighbours, self._own()) if neighbours else self._own()

    def _own(self) -> bytes:
        return generate_latest(meters.REGISTRY) + generate_latest(self._now)

    def _opens(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        given, right = token.strip().encode(errors="replace"), (self._token or "").encode()
        return bool(right) and scheme.lower() == "bearer" and hmac.compare_digest(given, right)
