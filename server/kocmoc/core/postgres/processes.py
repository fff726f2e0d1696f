"""Who runs on a cluster. A pid in a file proves nothing: it may be a zombie's, or a stranger's by now.

What proves it: PostgreSQL's processes stand in the data folder.
"""

import contextlib
import os
import subprocess
from pathlib import Path
from typing import NamedTuple

_PROC = Path("/proc")


class Postmaster(NamedTuple):
    """A living server: its process, and `starting`, `ready`, `stopping` or nothing yet."""

    pid: int
    state: str


def postmaster(data: Path) -> Postmaster | None:
    """The server of this cluster, when it lives."""
    try:
        lines = (data / "postmaster.pid").read_text().split("\n")
        pid = int(lines[0])
    except (FileNotFoundError, ValueError):
        return None
    if not stands_in(pid, data):
        return None
    return Postmaster(pid, lines[7].strip() if len(lines) > 7 else "")


def users(data: Path) -> list[int]:
    """Every living PostgreSQL process of this cluster: the server, or backends that outlived it."""
    if not _PROC.is_dir():
        server = postmaster(data)
        return [server.pid] if server else []
    return [int(each.name) for each in _PROC.iterdir() if each.name.isdigit() and stands_in(int(each.name), data)]


def stands_in(pid: int, data: Path) -> bool:
    """Whether that process is PostgreSQL on this cluster; a zombie stands nowhere, a shell may stand here too."""
    if not _PROC.is_dir():
        return runs_postgres(pid)
    with contextlib.suppress(OSError):
        process = _PROC / str(pid)
        return (process / "comm").read_text() == "postgres\n" and (process / "cwd").samefile(data)
    return False


def runs_postgres(pid: int) -> bool:
    """The best that can be known where there is no /proc."""
    command = ["ps", "-o", "comm=", "-p", str(pid)]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    return Path(asked.stdout.strip()).name == "postgres"


def forget(data: Path) -> None:
    """Removes a lock file whose pid lives on as something else. PostgreSQL itself would take that for a server."""
    path = data / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, ValueError, ProcessLookupError):
        os.kill(int(path.read_text().split("\n")[0]), 0)
        path.unlink()


def signal_all(pids: list[int], number: int) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
