"""What is counted while the server works. Rooms count; who may read it is asked elsewhere."""

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_MANY = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096)

requests = Histogram(
    "kocmoc_request_seconds",
    "Time from a request to its answer.",
    ("method", "route", "status"),
    buckets=_FAST,
    registry=REGISTRY,
)
batches = Histogram("kocmoc_journal_batch", "Changes of messages in one transaction.", buckets=_MANY, registry=REGISTRY)
waits = Histogram("kocmoc_journal_seconds", "Time from a change to its commit.", buckets=_FAST, registry=REGISTRY)
fan_out = Histogram("kocmoc_fan_out_people", "People here whom one event went to.", buckets=_MANY, registry=REGISTRY)
published = Counter("kocmoc_bus_published", "News handed to the bus.", registry=REGISTRY)
losses = Counter("kocmoc_bus_losses", "Times news may have got lost on the bus.", registry=REGISTRY)
unforeseen = Counter("kocmoc_unforeseen_errors", "Failures nobody had foreseen; the log has each.", registry=REGISTRY)
