"""One page of figures from all workers behind the address: a scrape reaches one of them, and means them all."""

import asyncio
from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector
from prometheus_client.samples import Sample

from kocmoc.core import log
from kocmoc.realtime import Neighbours

PATIENCE_SECONDS = 2.0
_REQUEST = b"GET /metrics HTTP/1.1\r\nhost: neighbour\r\nconnection: close\r\n\r\n"

_log = log.get("metrics")


async def gather(neighbours: Neighbours, own: bytes) -> bytes:
    """Ours and those of the others, each with its `worker`. One that does not answer is left out: it is on its way."""
    names = neighbours.others()
    answers = await asyncio.gather(*(_ask(neighbours, name) for name in names))
    told = {name: answer for name, answer in zip(names, answers, strict=True) if answer}
    return _page({neighbours.name: own, **told})


async def _ask(neighbours: Neighbours, name: str) -> bytes:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            answer = await neighbours.ask(name, _REQUEST)
    except (OSError, TimeoutError) as error:
        _log.info("a worker tells no figures", worker=name, error=repr(error))
        return b""
    return answer.body if answer.status == 200 else b""


def _page(told: Mapping[str, bytes]) -> bytes:
    registry = CollectorRegistry()
    registry.register(_Gathered(told))
    return generate_latest(registry)


class _Gathered(Collector):
    def __init__(self, told: Mapping[str, bytes]) -> None:
        self._told = told

    def collect(self) -> Iterator[Metric]:
        families: dict[str, Metric] = {}
        for worker, text in self._told.items():
            for each in text_string_to_metric_families(text.decode()):
                family = families.setdefault(each.name, Metric(each.name, each.documentation, each.type))
                family.samples.extend(_marked(each, worker))
        yield from families.values()


def _marked(family: Metric, worker: str) -> Iterator[Sample]:
    for each in family.samples:
        yield each._replace(labels={**each.labels, "worker": worker})
