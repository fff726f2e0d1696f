"""A real S3: SeaweedFS, in a folder of its own, on free ports of this machine."""

import asyncio
import json
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import which

from obstore.exceptions import BaseError
from obstore.store import S3Store

from tests.ports import free_ports

ACCESS_KEY, SECRET_KEY, BUCKET = "vostok", "poekhali-1961", "files"
PATIENCE_SECONDS = 60


@asynccontextmanager
async def seaweed(folder: Path) -> AsyncIterator[str]:
    """Running while the block lasts; answers its `storage_url`."""
    master, volume, filer, s3 = free_ports(4)
    identity = {"name": "tests", "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}]}
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [identity | {"actions": ["Admin", "Read", "Write", "List"]}]}))
    process = await asyncio.create_subprocess_exec(
        which("weed") or "weed",
        "server",
        f"-dir={folder}",
        "-ip=127.0.0.1",
        f"-master.port={master}",
        f"-volume.port={volume}",
        f"-filer.port={filer}",
        "-volume.max=20",
        "-master.volumeSizeLimitMB=64",
        "-master.telemetry=false",
        "-s3",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-s3.port={s3}",
        f"-s3.config={config}",
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    url = f"s3://{BUCKET}/kocmoc?endpoint=http://127.0.0.1:{s3}&region=us-east-1"
    url += f"&access_key_id={ACCESS_KEY}&secret_access_key={SECRET_KEY}"
    try:
        await _ready(s3)
        yield url
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def listing(url: str) -> S3Store:
    """The bucket itself, to see what is left in it."""
    query = dict(part.split("=", 1) for part in url.partition("?")[2].split("&"))
    return S3Store(BUCKET, config=query, client_options={"allow_http": True})  # type: ignore[arg-type]


async def _ready(port: int) -> None:
    """It needs a moment to elect itself; the first thing it keeps is the proof that it has."""
    store = listing(
        f"?endpoint=http://127.0.0.1:{port}&region=us-east-1&access_key_id={ACCESS_KEY}&secret_access_key={SECRET_KEY}"
    )
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                await store.put_async("ready", b"yes")
            except BaseError:
                await asyncio.sleep(0.2)
            else:
                return
