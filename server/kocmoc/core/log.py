"""Structured logs: JSON lines for machines, readable lines on a terminal. No value can forge a line or move a cursor.

    logger = log.get("journal")
    logger.info("batch written", messages=512)

`bind(request_id=...)` adds a value to every line of the same request.
"""

import logging
import time
from collections.abc import MutableMapping
from io import FileIO, TextIOWrapper
from typing import Any, TextIO

import msgspec
import structlog
from structlog.typing import FilteringBoundLogger

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}

bind = structlog.contextvars.bind_contextvars
clear = structlog.contextvars.clear_contextvars

# Until `configure` is called, in tests and small tools, only what is wrong is worth a line.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def get(name: str) -> FilteringBoundLogger:
    """A logger; it takes its settings at the first use, so a module may make one at import."""
    logger: FilteringBoundLogger = structlog.get_logger(name)
    return logger


def configure(level: str = "info", style: str = "auto", stream: TextIO | None = None) -> None:
    """Once, at start. `style`: json, text or auto. What uvicorn and asyncio log comes the same way."""
    # Past Python's buffer: what a reader who is gone did not take would be tried again, and fail, at exit.
    stream = stream or TextIOWrapper(FileIO(2, "w", closefd=False), "utf-8", write_through=True)
    text = style == "text" or (style == "auto" and stream.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            _clean,
            _as_text if text else _as_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=lambda *names: _Line(stream, *names),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_Relay()], level=max(LEVELS[level], logging.WARNING), force=True)
    logging.captureWarnings(True)


class _Line:
    """Writes whole lines. A log nobody reads any more must not fail the request that wrote to it."""

    def __init__(self, stream: TextIO, name: str = "") -> None:
        self.name = name
        self._stream = stream

    def msg(self, line: str) -> None:
        try:
            self._stream.write(line + "\n")
            self._stream.flush()
        except (OSError, ValueError):
            pass

    debug = info = warning = error = critical = exception = msg


class _Relay(logging.Handler):
    """From the standard library's loggers to ours."""

    def emit(self, record: logging.LogRecord) -> None:
        logger = get(record.name.removesuffix(".error"))
        logger.log(record.levelno, record.getMessage(), exc_info=record.exc_info)


def _clean(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Newlines, escapes and lone surrogates are written out; only a traceback keeps its lines."""
    for name, value in event.items():
        if not isinstance(value, bool | int | float | None):
            event[name] = "\n".join(map(printable, str(value).split("\n") if name == "exception" else [str(value)]))
    return event


def printable(text: str) -> str:
    """The same text with everything that is not a visible character written as an escape."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def _moment() -> str:
    seconds, millis = divmod(time.time_ns() // 1_000_000, 1000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{millis:03d}Z"


def _as_json(line: _Line, _method: str, event: MutableMapping[str, Any]) -> str:
    head = {"time": _moment(), "level": event.pop("level"), "logger": line.name, "event": event.pop("event")}
    return msgspec.json.encode({**head, **event}).decode()


def _as_text(line: _Line, _method: str, event: MutableMapping[str, Any]) -> str:
    trace = event.pop("exception", None)
    head = f"{_moment()[11:-1]} {event.pop('level'):7} {line.name:10} {event.pop('event')}"
    rest = "".join(f"  {name}={value!r}" if " " in str(value) else f"  {name}={value}" for name, value in event.items())
    return head + rest + ("".join(f"\n    | {each}" for each in trace.split("\n")) if trace else "")
