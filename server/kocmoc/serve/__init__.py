"""`kocmoc serve`, up to the moment the house opens: sockets, data folder, database."""

import asyncio
import contextlib
from collections.abc import Iterator
from ipaddress import ip_address

import msgspec

from kocmoc.core import log
from kocmoc.core.halt import Halt
from kocmoc.core.postgres import Embedded
from kocmoc.core.secret import keep_key
from kocmoc.serve.ending import Ending
from kocmoc.serve.listen import listen
from kocmoc.settings import Reading, Settings, SettingsError
from kocmoc.words import say, tell


def serve(reading: Reading) -> None:
    """Runs until told to stop. Whatever prevents it is a Halt."""
    settings, ending = reading.settings, Ending()
    log.configure(settings.log_level, settings.log_format)
    for warning in reading.warnings:
        log.get("settings").warning(warning)
    if settings.demo and not _is_loopback(settings.host):
        raise SettingsError(f"host: the demo world is for this machine alone, so {settings.host} cannot be used.")
    sockets = listen(settings.host, settings.port)
    settings = furnish(settings)
    with ending.heard(), database(settings, ending) as (url, postgres):
        from kocmoc.serve.live import live, new_loop  # half a second of imports, after the first line was printed

        ending.check()
        with asyncio.Runner(loop_factory=new_loop) as runner:
            runner.run(live(settings, sockets, url, postgres, ending))


def furnish(settings: Settings) -> Settings:
    """Makes the data folder, and the key in it unless one was given."""
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        return msgspec.structs.replace(settings, secret_key=settings.secret_key or keep_key(settings.data_dir))
    except OSError as wrong:
        raise Halt(f"The data folder {settings.data_dir} cannot be used: {wrong.strerror}.") from None


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


def embedded(settings: Settings) -> Embedded:
    """The PostgreSQL of this data folder, not started yet."""
    return Embedded(settings.data_dir / "postgres", bindir=settings.pg_bindir, report=progress)


def progress(words: str, seconds: float) -> None:
    tell(say(words) + (f" ({seconds:.0f} s)" if seconds else "…"))


def _is_loopback(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"
