"""Another process with a PostgreSQL of its own, to be killed at will.

As a program: starts the PostgreSQL of a folder, says how it went in one line of JSON, and waits for its input to end.
"""

import json
import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

from kocmoc.core.postgres import Embedded, PostgresError, processes

SERVER = Path(__file__).parents[2]
QUICK = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "16MB", "max_connections": "20"}


class Owner:
    """`answer` is what it said: its `dsn` and whether it `adopted`, or the `error`."""

    def __init__(self, root: Path, *, durable: bool = False, uid: int | None = None) -> None:
        options = [str(root), json.dumps({} if durable else QUICK), str(uid or "")]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.ground.owner", *options],
            cwd=SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._answer: dict[str, Any] | None = None

    @property
    def answer(self) -> dict[str, Any]:
        if self._answer is None:
            assert self.process.stdout is not None
            self._answer = json.loads(self.process.stdout.readline())
        return self._answer

    @property
    def dsn(self) -> str:
        return str(self.answer["dsn"])

    def kill(self) -> None:
        self.process.kill()
        self.leave()

    def leave(self) -> None:
        self.process.communicate()


def wait_until_gone(pids: list[int], seconds: float = 60) -> None:
    """Waits for the processes themselves, not for the time they might take."""
    for pid in pids:
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        try:
            assert select.select([descriptor], [], [], seconds)[0], f"process {pid} is still there"
        finally:
            os.close(descriptor)


def postgres_of(root: Path) -> list[int]:
    """Every PostgreSQL process of that folder."""
    return processes.users(root.resolve() / "data")


def main(root: str, settings: str, uid: str) -> None:
    if uid:
        os.setgroups([])
        os.setgid(int(uid))
        os.setuid(int(uid))
    postgres = Embedded(Path(root), settings=json.loads(settings))
    try:
        postgres.start()
    except PostgresError as wrong:
        say(error=str(wrong))
        return
    say(dsn=postgres.dsn, adopted=postgres.adopted, owner=postgres.owner)
    sys.stdin.read()
    postgres.stop()


def say(**answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
