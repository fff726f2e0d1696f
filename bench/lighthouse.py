"""What Lighthouse says of the sign-in page and of a chat: the medians of five looks, as a phone and as a desktop."""

import argparse
import asyncio
import json
import statistics
import tempfile
from typing import Any

from bench.browser import Place, chromium, lived_in, sign_in
from bench.contest import BIN

# Fetched for the occasion: the product and its tests do without.
_LIGHTHOUSE = "lighthouse@13.5.0"
_DEBUG_PORT = 28_600
_WANTED = {"performance": 95, "accessibility": 100, "best-practices": 100}

Answer = dict[str, Any]


async def look(url: str, desktop: bool) -> Answer:
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        # Not by a pipe: it ends before everything is through.
        command = [
            *(str(BIN / "npm"), "exec", "--yes", _LIGHTHOUSE, "--", url),
            *("--quiet", "--output=json", f"--output-path={report.name}"),
            *(f"--port={_DEBUG_PORT}", "--disable-storage-reset", f"--only-categories={','.join(_WANTED)}"),
            *(["--preset=desktop"] if desktop else []),
        ]
        process = await asyncio.create_subprocess_exec(*command)
        if await process.wait():
            raise RuntimeError("Lighthouse gave up")
        answer: Answer = json.load(report)
        return answer


async def judge(what: str, url: str, looks: int, *, desktop: bool) -> None:
    answers = [await look(url, desktop) for _ in range(looks)]
    scores = {
        name: statistics.median(100 * answer["categories"][name]["score"] for answer in answers) for name in _WANTED
    }
    said = ", ".join(f"{name} {score:.0f}" for name, score in scores.items())
    print(f"  {what}, {'desktop' if desktop else 'phone'}: {said}", flush=True)
    for audit in _failed(answers[-1]):
        print(f"      {audit}", flush=True)


def _failed(answer: Answer) -> list[str]:
    """What cost points, in Lighthouse's words."""
    weighed = {
        each["id"] for category in answer["categories"].values() for each in category["auditRefs"] if each["weight"]
    }
    return [
        f"{audit['title']} {audit.get('displayValue', '')}"
        for name, audit in answer["audits"].items()
        if name in weighed and audit["score"] is not None and audit["score"] < 0.9
    ]


async def judge_both(place: Place, looks: int, *, signed_in: bool) -> None:
    profile = place.folder / f"profile-{signed_in}"
    async with chromium(profile, f"--remote-debugging-port={_DEBUG_PORT}") as context:
        what, url = "the sign-in page", place.url
        if signed_in:
            what, url = "a chat", f"{place.url}/c/{place.rooms[0]}"
            await sign_in(await context.new_page(), place.url)
        for desktop in (True, False):
            await judge(what, url, looks, desktop=desktop)


async def main(looks: int) -> None:
    async with lived_in(100, 1_000) as place:
        for signed_in in (False, True):
            await judge_both(place, looks, signed_in=signed_in)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--looks", type=int, default=5)
    asyncio.run(main(parser.parse_args().looks))
