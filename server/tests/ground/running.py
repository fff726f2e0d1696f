"""The command `kocmoc` as people run it: a process, its words, its end."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx

from kocmoc.core.postgres import processes
from tests.ground.owner import SERVER, postgres_of


def _command_of(pid: str) -> bytes:
    """Nothing for one that has just ended."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


class Command:
    """Runs in a data folder; `settings` become KOCMOC_* variables. Embedded, unless told of a database."""

    def __init__(self, data_dir: Path, *options: str, stdin: int = subprocess.DEVNULL, **settings: str) -> None:
        self.data_dir = data_dir
        self.began = time.monotonic()
        self._words: queue.Queue[str | None] = queue.Queue()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kocmoc", *options],
            cwd=SERVER, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
            env={"PATH": os.environ["PATH"], "KOCMOC_DATA_DIR": str(data_dir), "KOCMOC_PORT": "0", **settings},
        )  # fmt: skip
        threading.Thread(target=self._listen, daemon=True).start()
        self._log = threading.Thread(target=self._read_log, daemon=True)
        self.log = ""
        self._log.start()

    def hears(self, words: str) -> str:
        """The first line that has these words; everything before it is passed over."""
        while (line := self._words.get(timeout=90)) is not None:
            if words in line:
                return line
        raise AssertionError(f"it ended without saying {words!r}; its log: {self.ended().log}")

    def ready(self) -> str:
        """The URL, once it says it is ready."""
        found = re.search(r"http://\S+", self.hears("http://"))
        assert found is not None
        return found[0]

    def health(self, url: str) -> int:
        return httpx.get(f"{url}/health", timeout=10).status_code

    def tell(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def ended(self, seconds: float = 60) -> "Command":
        self.process.wait(seconds)
        self._log.join()
        return self

    @property
    def code(self) -> int:
        return self.ended().process.returncode

    def rest(self) -> list[str]:
        return list(iter(self._words.get, None))

    def postgres(self) -> list[int]:
        return postgres_of(self.data_dir / "postgres")

    def postmaster(self) -> int:
        server = processes.postmaster(self.data_dir / "postgres" / "data")
        assert server is not None
        return server.pid

    def workers(self) -> list[int]:
        """The processes that serve."""
        return self._children(b"kocmoc.serve.worker")

    def nats(self) -> list[int]:
        return self._children(b"nats-server")

    def spent(self) -> float:
        """Processor seconds of the supervisor and its workers so far."""
        stats = (
            Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2] for pid in (self.process.pid, *self.workers())
        )
        return sum(sum(map(int, stat.split()[11:13])) for stat in stats) / os.sysconf("SC_CLK_TCK")

    def _children(self, command: bytes) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(each) for each in children if command in _command_of(each)]

    def kill(self) -> None:
        self.process.kill()
        self.ended()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            for line in stream:
                self._words.put(line.rstrip())
        self._words.put(None)

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as stream:
            for line in stream:
                self.log += line
