"""What Lighthouse says of the sign-in page and of a chat: the medians of five looks, as a phone and as a desktop."""

import argparse
import asyncio
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, async_playwright

from bench.contest import BIN, KOCMOC, running
from bench.web import FLAGS, chromium_path, fill, sign_in
from kocmoc.core.postgres import Embedded

# Fetched for the occasion: the product and its tests do without.
_LIGHTHOUSE = "lighthouse@13.5.0"
_DEBUG_PORT = 28_600
_WANTED = {"performance": 95, "accessibility": 100, "best-practices": 100}


async def look(url: str, desktop: bool) -> dict[str, Any]:
    command = [
        *(str(BIN / "npm"), "exec", "--yes", _LIGHTHOUSE, "--", url),
        *("--quiet", "--output=json", f"--port={_DEBUG_PORT}", "--disable-storage-reset"),
        f"--only-categories={','.join(_WANTED)}",
        *(["--preset=desktop"] if desktop else []),
    ]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    answer: dict[str, Any] = json.loads(said)
    return answer


async def judge(what: str, url: str, looks: int, *, desktop: bool) -> None:
    answers = [await look(url, desktop) for _ in range(looks)]
    scores = {
        name: statistics.median(100 * answer["categories"][name]["score"] for answer in answers) for name in _WANTED
    }
    print(f"  {what}, {'desktop' if desktop else 'phone'}: " + ", ".join(f"{k} {v:.0f}" for k, v in scores.items()))
    for audit in _failed(answers[-1]):
        print(f"      {audit}")


def _failed(answer: dict[str, Any]) -> list[str]:
    """What cost points, in Lighthouse's words."""
    weighed = {
        each["id"] for category in answer["categories"].values() for each in category["auditRefs"] if each["weight"]
    }
    return [
        f"{audit['title']} {audit.get('displayValue', '')}"
        for name, audit in answer["audits"].items()
        if name in weighed and audit["score"] is not None and audit["score"] < 0.9
    ]


async def main(dsn: str, postgres: int, looks: int) -> None:
    world, rooms = await fill(dsn, 100, 1_000)
    with tempfile.TemporaryDirectory() as folder:
        async with running(KOCMOC, dsn, postgres, Path(folder)) as server, async_playwright() as playwright:
            url = f"http://127.0.0.1:{server.port}"
            for page, signed_in in ((url, False), (f"{url}/c/{rooms[0]}", True)):
                context = await playwright.chromium.launch_persistent_context(
                    str(Path(folder) / f"profile-{signed_in}"),
                    executable_path=chromium_path(),
                    args=[*FLAGS, f"--remote-debugging-port={_DEBUG_PORT}"],
                )
                await _judge_both(context, page, url if signed_in else "", looks)
                await context.close()
    await world.close()


async def _judge_both(context: BrowserContext, page: str, signed_in_at: str, looks: int) -> None:
    if signed_in_at:
        await sign_in(await context.new_page(), signed_in_at)
    what = "a chat" if signed_in_at else "the sign-in page"
    for desktop in (True, False):
        await judge(what, page, looks, desktop=desktop)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--looks", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        root.chmod(0o755)
        with Embedded(root / "postgres", settings={"max_connections": "100"}) as database:
            postmaster = int((root / "postgres/data/postmaster.pid").read_text().split()[0])
            asyncio.run(main(database.dsn, postmaster, arguments.looks))
