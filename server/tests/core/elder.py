"""The oldest PostgreSQL that may be somebody's own server, from the packages of the system."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kocmoc.core.postgres import account
from kocmoc.core.postgres.child import FAST_SHUTDOWN

PATIENCE_SECONDS = 60
_PLACES = Path("/usr/lib/postgresql")  # where Debian and its kin keep them


def find(major: int) -> Path | None:
    """The folder with the programs of that version."""
    bindir = _PLACES / str(major) / "bin"
    return bindir if (bindir / "initdb").exists() and (bindir / "postgres").exists() else None


@contextmanager
def running(bindir: Path) -> Iterator[str]:
    """A server of its own while the block lasts; answers the DSN of an empty database."""
    owner = account.choose(Path("/nonexistent"))
    root = Path(tempfile.mkdtemp(prefix="kocmoc-elder-"))
    data = root / "data"
    if owner:
        owner.give(root)
    made = [bindir / "initdb", "-D", data, "-U", "kocmoc", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    subprocess.run(made, **account.spawn_as(owner), cwd="/", env={"LC_ALL": "C"}, check=True, capture_output=True)
    server = subprocess.Popen(
        [bindir / "postgres", "-D", data, "-k", root, "-c", "listen_addresses=", "-c", "fsync=off"],
        **account.spawn_as(owner), cwd="/", env={"LC_ALL": "C"}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(data / "postmaster.pid")
        yield f"postgresql://kocmoc@/postgres?host={root}"
    finally:
        server.send_signal(FAST_SHUTDOWN)
        server.wait()
        shutil.rmtree(root)


def _wait_for(note: Path) -> None:
    """What the server writes down of itself ends with whether it takes connections."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not note.exists() or "ready" not in note.read_text():
        assert time.monotonic() < deadline, "PostgreSQL did not start"
        time.sleep(0.02)
