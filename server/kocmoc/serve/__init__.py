"""`kocmoc serve`: what is started and bound here is served by workers, each a process of its own."""

import asyncio
import contextlib
import itertools
import sys
import tempfile
from collections.abc import Iterator
from ipaddress import ip_address

from kocmoc.core import log
from kocmoc.core.halt import Halt
from kocmoc.core.postgres import Embedded
from kocmoc.serve.ending import Ending
from kocmoc.serve.furnish import furnish
from kocmoc.serve.hand import Hand
from kocmoc.serve.listen import Sockets, listen
from kocmoc.serve.nats import NatsServer
from kocmoc.serve.orders import Orders
from kocmoc.serve.supervisor import Command, Supervisor
from kocmoc.settings import Reading, Settings, SettingsError
from kocmoc.words import say, tell

# What maintenance, migrations and a curious administrator may need beside the workers' pools.
SPARE_CONNECTIONS = 20


def serve(reading: Reading) -> None:
    """Runs until told to stop. Whatever prevents it is a Halt."""
    settings, ending = reading.settings, Ending()
    log.configure(settings.log_level, settings.log_format)
    for warning in reading.warnings:
        log.get("settings").warning(warning)
    if settings.demo and not _is_loopback(settings.host):
        raise SettingsError(f"host: the demo world is for this machine alone, so {settings.host} cannot be used.")
    sockets = listen(settings.host, settings.port, settings.workers)
    settings = furnish(settings)
    with ending.heard(), _hired(sockets) as hands:
        with database(settings, ending) as (url, postgres), news(settings, ending) as (nats_url, nats):
            ending.check()
            with tempfile.TemporaryDirectory(prefix="kocmoc-") as corridor:
                supervisor = Supervisor(sockets, hands, _orders(reading, url, nats_url, corridor), ending)
                code = asyncio.run(supervisor.run(postgres, nats))
        if code:
            sys.exit(code)


@contextlib.contextmanager
def _hired(sockets: list[Sockets]) -> Iterator[list[Hand]]:
    """Workers for all slots: they load while PostgreSQL starts. None outlives the block."""
    hands = [Hand(each) for each in sockets]
    try:
        yield hands
    finally:
        for hand in hands:
            hand.end()


def _orders(reading: Reading, database_url: str, nats_url: str | None, corridor: str) -> Command:
    names = itertools.count(1)

    def command(hand: Hand, first: bool) -> None:
        hand.command(Orders(reading.options, f"w{next(names)}", corridor, database_url, nats_url, first))

    return command


@contextlib.contextmanager
def database(settings: Settings, ending: Ending) -> Iterator[tuple[str, Embedded | None]]:
    """The database's URL, and the server behind it when it is our own to keep alive."""
    if settings.database_url is not None:
        yield settings.database_url, None
        return
    tell("Starting PostgreSQL…")
    postgres = embedded(settings)
    postgres.start(pause=ending.pause)
    try:
        if postgres.adopted:
            sentence = "The data folder {folder} is in use by another KOCMOC (process {pid})."
            raise Halt(say(sentence, folder=settings.data_dir, pid=postgres.owner))
        yield postgres.dsn, postgres
    finally:
        postgres.stop(grace=ending.seconds_left - 1)


@contextlib.contextmanager
def news(settings: Settings, ending: Ending) -> Iterator[tuple[str | None, NatsServer | None]]:
    """Where several workers hear of each other: a NATS of one's own unless there is one. One worker needs none."""
    if settings.nats_url is not None or settings.workers == 1:
        yield settings.nats_url, None
        return
    nats = NatsServer(settings.data_dir / "nats")
    nats.start(pause=ending.pause)
    try:
        yield nats.url, nats
    finally:
        nats.stop()


def embedded(settings: Settings) -> Embedded:
    """The PostgreSQL of this data folder, not started yet."""
    # One worker more than there are: the new one of a renewal beside the old one.
    connections = max(100, (settings.workers + 1) * (settings.database_pool_size + 3) + SPARE_CONNECTIONS)
    return Embedded(
        settings.data_dir / "postgres",
        bindir=settings.pg_bindir,
        settings={"max_connections": str(connections)},
        report=progress,
    )


def progress(words: str, seconds: float) -> None:
    tell(say(words) + (f" ({seconds:.0f} s)" if seconds else "…"))


def _is_loopback(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"
