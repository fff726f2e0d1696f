"""One process of PostgreSQL: started so that it cannot outlive us, and heard."""

import contextlib
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Sequence
from typing import IO

from kocmoc.core import log
from kocmoc.core.bound import bound_to_us
from kocmoc.core.postgres.account import Account, spawn_as
from kocmoc.core.postgres.binaries import environment

# PostgreSQL's ERROR is an answer to a client, who reports it; PANIC and a refusal to start are ours to report.
_LEVELS = {"WARNING": "warning", "ERROR": "debug", "FATAL": "debug", "PANIC": "error", "LOG": "debug"}

logger = log.get("postgres")


class Child:
    """Runs a command as an account, with one folder handed over as an open descriptor."""

    def __init__(self, command: Sequence[str], account: Account | None, folder: int, farewell: int) -> None:
        """`farewell` is the signal that ends it: ours when we stop it, the kernel's when we are gone."""
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("the kernel ties a child's life to the thread that made it: start it from the main one")
        self._farewell = farewell
        self.said: deque[str] = deque(maxlen=100)
        self._process = subprocess.Popen(  # noqa: S603 - the program the operator chose
            command,
            **spawn_as(account), cwd="/", env=environment(), pass_fds=[folder],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            process_group=0,  # Ctrl-C in the terminal is for us alone
            preexec_fn=bound_to_us(farewell),  # runs after the change of account, which would undo it
        )  # fmt: skip
        self._ear = threading.Thread(target=self._listen, args=[self._process.stderr], daemon=True)
        self._ear.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ended(self) -> bool:
        """True once it is gone and its last words are heard."""
        if self._process.poll() is None:
            return False
        self._ear.join(0.2)  # a grandchild may hold the pipe longer
        return True

    def succeeded(self) -> bool:
        return self._process.returncode == 0

    def end(self, grace: float) -> None:
        """The farewell; when it is not enough in that many seconds, harsher words."""
        for number, seconds in ((self._farewell, grace), (IMMEDIATE_SHUTDOWN, 2.0)):
            self._process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
                return
        self._process.kill()
        self._process.wait()

    def _listen(self, stream: IO[bytes]) -> None:
        with stream:
            for raw in stream:
                line = raw.decode("utf-8", "replace").rstrip()
                self.said.append(line)
                level, _, words = line.partition(":  ")
                logger.log(log.LEVELS[_LEVELS.get(level, "debug")], words or line)


FAST_SHUTDOWN = signal.SIGINT
IMMEDIATE_SHUTDOWN = signal.SIGQUIT
