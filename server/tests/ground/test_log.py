"""The log: one line is one event, whatever people put into names and messages."""

import json
import subprocess
import sys
from typing import Any

from tests.ground.owner import SERVER

EVIL = "a\\nb\\u001b[2J\\u009b31m\\ud800\\u2028"

PROGRAM = """
import logging, warnings
from kocmoc.core import log
log.configure("info", {style!r})
logger = log.get("room")
log.bind(request_id="r-1")
{body}
"""


def lines(style: str, body: str) -> list[str]:
    program = PROGRAM.format(style=style, body=body)
    ran = subprocess.run([sys.executable, "-c", program], cwd=SERVER, capture_output=True, text=True, check=True)
    assert ran.stdout == ""
    return ran.stderr.split("\n")[:-1]


def events(body: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines("json", body)]


def test_a_line_has_a_time_a_level_a_logger_and_the_request() -> None:
    (event,) = events("logger.info('batch written', messages=512, ratio=0.5, done=True, nothing=None)")
    assert event.pop("time").endswith("Z")
    assert event == {
        "level": "info", "logger": "room", "event": "batch written", "request_id": "r-1",
        "messages": 512, "ratio": 0.5, "done": True, "nothing": None,
    }  # fmt: skip


def test_nobody_can_forge_a_line_or_move_the_cursor() -> None:
    for style in ("json", "text"):
        (line,) = lines(style, f'logger.warning("{EVIL}", name_of="{EVIL}", listed=["{EVIL}"])')
        assert line.isprintable()


def test_only_a_traceback_has_several_lines_and_each_is_marked_as_its_own() -> None:
    body = "try:\n    raise ValueError('one\\n12:00 forged')\nexcept ValueError:\n    logger.exception('failed')"
    first, *rest = lines("text", body)
    assert "failed" in first
    assert all(line.startswith("    | ") for line in rest)
    (event,) = events(body)
    assert "ValueError: one\n12:00 forged" in event["exception"]


def test_less_than_asked_for_is_silent() -> None:
    assert lines("json", "logger.debug('whisper')") == []


def test_uvicorn_asyncio_and_warnings_come_the_same_way() -> None:
    body = (
        "logging.getLogger('uvicorn.error').error('bad %s', 'news')\n"
        "logging.getLogger('asyncio').error('lost', exc_info=ValueError('x'))\n"
        "warnings.warn('careful')\n"
        "logging.getLogger('uvicorn.error').info('Started server process')"
    )
    assert [(each["logger"], each["level"]) for each in events(body)] == [
        ("uvicorn", "error"),
        ("asyncio", "error"),
        ("py.warnings", "warning"),
    ]


def test_a_log_nobody_reads_any_more_is_no_failure() -> None:
    assert lines("json", "import os\nos.close(2)\nlogger.info('into the void')") == []
