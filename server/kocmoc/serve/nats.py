"""A NATS server of our own, for the processes of this machine: on loopback, and only for who knows its token."""

import asyncio
import secrets
import signal
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from kocmoc.core import log
from kocmoc.core.bound import bound_to_us
from kocmoc.core.halt import Halt

PATIENCE_SECONDS = 20.0
PAUSE_SECONDS = 0.02
WATCH_SECONDS = 0.2

logger = log.get("nats")


class NatsServer:
    """Starts it, starts it again when it dies, stops it. It takes any free port, and keeps that one."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._token = secrets.token_urlsafe(24)
        self._port = -1
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://{self._token}@127.0.0.1:{self._port}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self, pause: Callable[[float], None] = time.sleep) -> str:
        """Blocks until it takes connections and answers its address. Call it from the main thread."""
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for _ in self._starting():
            pause(PAUSE_SECONDS)
        return self.url

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGINT)
        try:
            process.wait(2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    async def keep_alive(self) -> None:
        """Starts it again whenever it dies, until cancelled."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if self._process is None or self._process.poll() is None:
                continue
            logger.error("NATS died, starting it again")
            try:
                for _ in self._starting():
                    await asyncio.sleep(PAUSE_SECONDS)
            except (Halt, OSError) as wrong:
                logger.error("NATS does not come back yet", because=str(wrong))

    def _starting(self) -> Iterator[None]:
        for old in self._root.glob("*.ports"):
            old.unlink()
        self._process = subprocess.Popen(  # noqa: S603 - the program that came along
            [str(_program()), "-c", str(self._configuration())],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            process_group=0, preexec_fn=bound_to_us(signal.SIGTERM),
        )  # fmt: skip
        began = time.monotonic()
        while (port := self._announced(self._process.pid)) is None:
            if self._process.poll() is not None or time.monotonic() - began > PATIENCE_SECONDS:
                raise Halt(f"NATS does not start; its log is {self._root / 'nats.log'}.")
            yield
        self._port = port

    def _announced(self, pid: int) -> int | None:
        """The port it says it listens on, once it says so."""
        for path in self._root.glob(f"*_{pid}.ports"):
            try:
                told = msgspec.json.decode(path.read_bytes(), type=dict[str, list[str]])
            except msgspec.DecodeError:
                return None  # it is just being written
            return int(told["nats"][0].rpartition(":")[2])
        return None

    def _configuration(self) -> Path:
        path = self._root / "nats.conf"
        path.touch(mode=0o600)
        path.write_text(
            f'listen: "127.0.0.1:{self._port}"\n'
            f'ports_file_dir: "{self._root}"\n'
            f'log_file: "{self._root / "nats.log"}"\n'
            "logfile_size_limit: 1MB\n"
            "logfile_max_num: 2\n"
            f'authorization {{ token: "{self._token}" }}\n'
            "max_payload: 8MB\n"
            "max_pending: 256MB\n"
            "write_deadline: 10s\n"
        )
        return path


def _program() -> Path:
    """It lies beside the interpreter, where its wheel has put it."""
    for scheme in (None, "posix_user"):
        found = Path(sysconfig.get_path("scripts", scheme or sysconfig.get_default_scheme())) / "nats-server"
        if found.exists():
            return found
    raise Halt("nats-server is missing; install KOCMOC again, or set KOCMOC_NATS_URL.")
