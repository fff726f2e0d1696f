"""What large uploads cost: memory of the server, and the patience of those who send messages meanwhile."""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

MIB = 2**20
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
TYPE = {"Content-Type": "multipart/form-data; boundary=x"}
SETTINGS = {
    "KOCMOC_ADDRESS_LIMITS": "off",
    "KOCMOC_BCRYPT_COST": "4",
    "KOCMOC_SEND_BURST": "100000",
    "KOCMOC_SEND_RATE": "100000",
}


async def main(uploads: int, messages: int) -> None:
    sys.path.insert(0, str(Path(__file__).parents[1] / "server"))
    from tests.ground.running import Command

    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101
        command = Command(Path(folder) / "data", stdin=subprocess.DEVNULL, **SETTINGS)
        try:
            url = await asyncio.to_thread(command.ready)
            await measure(url, command.process.pid, uploads, messages)
        finally:
            command.kill()


async def measure(url: str, process: int, uploads: int, messages: int) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=300) as person:
        form = {"username": "korolev", "email": "korolev@cosmos.example", "password": "поехали-1961"}
        answer = (await person.post("/api/auth/register", json=form)).json()
        person.headers["Authorization"] = f"Bearer {answer['access_token']}"
        chat = (await person.post("/api/chats", json={"user_id": answer["user"]["id"]})).json()["id"]
        await upload(person, 2 * MIB)
        before = peak(process)
        show("alone", await talk(person, chat, messages))
        began = time.perf_counter()
        sending = asyncio.gather(*(upload(person, 50 * MIB) for _ in range(uploads)))
        show(f"during {uploads} uploads of 50 MiB", await talk(person, chat, messages, until=sending))
        await sending
        seconds = time.perf_counter() - began
        print(f"{uploads * 50 / seconds:.0f} MiB/s; memory grew by {(peak(process) - before) / MIB:.1f} MiB")


async def talk(
    person: httpx.AsyncClient, chat: str, count: int, until: "asyncio.Future[list[None]] | None" = None
) -> list[float]:
    """One message after the other; the seconds to each acknowledgement."""
    took: list[float] = []
    while len(took) < count or (until is not None and not until.done()):
        began = time.perf_counter()
        sent = await person.post(f"/api/chats/{chat}/messages", json={"client_id": str(uuid.uuid4()), "text": "!"})
        sent.raise_for_status()
        took.append(time.perf_counter() - began)
    return took


async def upload(person: httpx.AsyncClient, size: int) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield HEAD
        for _ in range(size // MIB - 1):
            yield bytes(MIB)
        yield b"\r\n--x--\r\n"

    (await person.post("/api/upload/file", content=body(), headers=TYPE)).raise_for_status()


def show(when: str, took: list[float]) -> None:
    ninety_nine = statistics.quantiles(took, n=100)[98]
    middle = statistics.median(took)
    print(f"{when}: {len(took)} messages, median {middle * 1000:.1f} ms, 99 % {ninety_nine * 1000:.1f} ms")


def peak(process: int) -> int:
    """The most memory the server's workers have ever held; what the studio and PostgreSQL take is not theirs."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    workers = [each for each in children if b"serve.worker" in Path(f"/proc/{each}/cmdline").read_bytes()]
    lines = [line for each in workers for line in Path(f"/proc/{each}/status").read_text().splitlines()]
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 4, 200))
