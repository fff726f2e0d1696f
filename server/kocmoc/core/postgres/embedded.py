"""The supervisor: claims the folder, makes the cluster, starts the server, notices its death, stops it."""

import asyncio
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from kocmoc.core import log
from kocmoc.core.postgres import account, binaries, processes
from kocmoc.core.postgres.child import FAST_SHUTDOWN, IMMEDIATE_SHUTDOWN, Child
from kocmoc.core.postgres.claim import Claim
from kocmoc.core.postgres.cluster import Cluster
from kocmoc.core.postgres.configuration import SETTINGS
from kocmoc.core.postgres.trouble import PostgresError, explain, explain_refusal

_PAUSE = 0.02
_NEWS_EVERY = 5.0
_STRANGE = 2.0  # by then a server whose owner was killed has begun to stop
_ORPHANED = 0.5  # by then a backend without a server has noticed, unless it is busy

logger = log.get("postgres")


class Embedded:
    """A PostgreSQL in one folder; see the package for what owning and adopting mean."""

    def __init__(
        self,
        root: Path,
        *,
        bindir: Path | None = None,
        settings: Mapping[str, str] | None = None,
        report: Callable[[str, float], None] = lambda _words, _seconds: None,
        patience: float = 900.0,
    ) -> None:
        """`root`: its folder. `settings`: on top of SETTINGS. `report`: hears what takes long, and for how many seconds
        already. `patience`: seconds for each wait; the recovery of a big database takes minutes."""
        self.root = root
        self.adopted = False
        self.owner: int | None = None
        self._bindir = bindir
        self._settings = SETTINGS | dict(settings or {})
        self._report = report
        self._patience = patience
        self._cluster = Cluster(root)
        self._claim = Claim(root / "owner.lock")
        self._child: Child | None = None

    @property
    def exists(self) -> bool:
        """Whether there is a cluster already."""
        return self._cluster.data.exists()

    @property
    def dsn(self) -> str:
        return f"postgresql://kocmoc@/postgres?host={quote(str(self._cluster.sock))}"

    def start(self, pause: Callable[[float], None] = time.sleep) -> str:
        """Blocks until the server takes connections and answers its DSN. Call it from the main thread.

        `pause` sleeps between two looks; what it raises ends the start, and what was begun."""
        try:
            self._cluster.open()
            for _ in self._claiming():
                pause(_PAUSE)
            return self.dsn
        except OSError as wrong:
            self.stop()
            raise explain_refusal(wrong, self.root) from wrong
        except BaseException:
            self.stop()
            raise

    def stop(self, grace: float = 4.0) -> None:
        """Ends the server we own. What a fast shutdown cannot finish in `grace` seconds the next start recovers."""
        child, self._child = self._child, None
        if child is not None and not child.ended():
            child.end(grace)
        self._cluster.close_socket_folder()
        self._cluster.close()
        self._claim.release()

    async def keep_alive(self) -> None:
        """Starts the server again whenever it dies, until cancelled. Runs in the main thread's loop."""
        pause = 0.5
        while True:
            await asyncio.sleep(pause)
            if self._child is None or not self._child.ended():
                continue
            logger.error("PostgreSQL died, starting it again", last_words=" / ".join(list(self._child.said)[-3:]))
            try:
                for _ in self._serving():
                    await asyncio.sleep(_PAUSE)
                pause = 0.5
            except (PostgresError, OSError) as wrong:
                logger.error("PostgreSQL does not come back yet", because=str(wrong))
                pause = min(pause * 2, 10)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # Each of these is the way to somewhere; it yields where it has to wait, so that a thread or a loop can walk it.

    def _claiming(self) -> Iterator[None]:
        """Own the folder, or adopt the server of whoever owns it; owners come and go meanwhile."""

        def settled() -> bool:
            self.adopted = False
            if self._claim.take():
                return True
            server = processes.postmaster(self._cluster.data)
            self.adopted = server is not None and server.state == "ready"
            return self.adopted

        yield from self._wait(settled, "Waiting for another KOCMOC to start PostgreSQL")
        if self.adopted:
            self.owner = self._claim.holder()
            return
        yield from self._owning()

    def _owning(self) -> Iterator[None]:
        cluster = self._cluster
        who = account.choose(cluster.data)
        self._bin, major = binaries.reachable(binaries.find(self._bindir), who)
        cluster.own(who)
        if not (cluster.data / "PG_VERSION").exists():
            yield from self._making()
        cluster.require_version(major)
        yield from self._serving()

    def _making(self) -> Iterator[None]:
        self._report("Preparing the database", 0)
        name = self._cluster.begin()
        command = [
            str(self._bin / "initdb"), "-D", str(self._cluster.seen / name), "-U", "kocmoc", "--encoding=UTF8",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums",
            "--auth-local=trust", "--auth-host=reject", "--no-instructions",
        ]  # fmt: skip
        if self._settings["fsync"] == "off":
            command.append("--no-sync")
        self._child = Child(command, self._cluster.account, self._cluster.descriptor, signal.SIGKILL)
        yield from self._wait(self._child.ended, "Preparing the database")
        if not self._child.succeeded():
            raise explain(self._child.said, self.root)
        self._cluster.keep(name)

    def _serving(self) -> Iterator[None]:
        """From a folder we own to a server that takes connections."""
        yield from self._after_predecessors()
        cluster = self._cluster
        cluster.open_socket_folder()
        command = [str(self._bin / "postgres"), "-D", str(cluster.seen / "data"), "-k", str(cluster.sock_seen)]
        for name, value in self._settings.items():
            command += ["-c", f"{name}={value}"]
        child = self._child = Child(command, cluster.account, cluster.descriptor, FAST_SHUTDOWN)

        def ready() -> bool:
            if child.ended():
                raise explain(child.said, self.root)
            server = processes.postmaster(cluster.data)
            return server is not None and server.pid == child.pid and server.state == "ready"

        yield from self._wait(ready, "PostgreSQL is recovering what was not written down")

    def _after_predecessors(self) -> Iterator[None]:
        """Wait for what an owner left behind that was killed: a server shutting down, or backends without a server."""
        data = self._cluster.data
        began = time.monotonic()

        def left() -> bool:
            remaining = processes.users(data)
            server = processes.postmaster(data)
            waited = time.monotonic() - began
            if server and server.state == "ready" and waited > _STRANGE:
                raise PostgresError(f"PostgreSQL (process {server.pid}) runs on {data} already; stop it first.")
            if remaining and not server and waited > _ORPHANED:
                processes.signal_all(remaining, IMMEDIATE_SHUTDOWN)
            return not remaining

        yield from self._wait(left, "Waiting for the previous PostgreSQL to end")
        processes.forget(data)

    def _wait(self, done: Callable[[], bool], words: str) -> Iterator[None]:
        began = told = time.monotonic()
        while not done():
            now = time.monotonic()
            if now - began > self._patience:
                raise PostgresError(f"Gave up after {self._patience:.0f} s. {words}.")
            if now - told > _NEWS_EVERY:
                self._report(words, now - began)
                told = now
            yield
