"""What a page's main thread did, read from a Chromium trace: steps marked with `performance.mark('step')`."""

import json
import statistics
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

CATEGORIES = [
    "-*",
    "blink.user_timing",
    "devtools.timeline",
    "disabled-by-default-devtools.timeline",
    "disabled-by-default-devtools.timeline.stack",
    "v8.execute",
]

_LAYOUT = frozenset({"Layout", "UpdateLayoutTree"})
_SCRIPT = frozenset(
    {"FunctionCall", "EvaluateScript", "EventDispatch", "FireAnimationFrame", "TimerFire", "RunMicrotasks", "V8.GC"}
)
MARK = "step"

Event = dict[str, Any]


class Steps(NamedTuple):
    """Milliseconds of scripting and layout in each step, and which scripts forced a layout."""

    costs: list[float]
    forced: list[str]

    @property
    def median(self) -> float:
        return statistics.median(self.costs)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.costs, n=20)[-1]


def read(trace: bytes) -> Steps:
    events = [event for event in json.loads(trace)["traceEvents"] if "ts" in event]
    marks = [event for event in events if event["name"] == MARK]
    main = Counter((event["pid"], event["tid"]) for event in marks).most_common(1)[0][0]
    work = [event for event in events if (event["pid"], event["tid"]) == main and event["ph"] == "X"]
    begins = sorted(event["ts"] for event in marks)
    outermost = list(_outermost(work))
    costs = [_cost(outermost, since, until) for since, until in pairwise(begins)]
    return Steps(costs, list(_forced(work)))


def _outermost(events: list[Event]) -> Iterator[Event]:
    """Script and layout that are in nothing else of the kind: the inner ones are in their time already."""
    until = 0.0
    for event in sorted(events, key=lambda each: (each["ts"], -each.get("dur", 0))):
        if event["name"] in _LAYOUT | _SCRIPT and event["ts"] >= until:
            until = event["ts"] + event.get("dur", 0)
            yield event


def _cost(events: list[Event], since: float, until: float) -> float:
    """By the clock of the thread, so that what else the machine does is not counted."""
    within = [event for event in events if since <= event["ts"] < until]
    return sum(float(event.get("tdur") or event.get("dur") or 0) for event in within) / 1000


def _forced(work: list[Event]) -> Iterator[str]:
    """Layouts a script waited for; those of the page, not of a picture that somebody draws."""
    layouts = [event["args"]["beginData"] for event in work if event["name"] == "Layout"]
    for page, _ in Counter(layout["frame"] for layout in layouts).most_common(1):
        yield from (_culprit(each) for each in layouts if each["frame"] == page and each.get("stackTrace"))


def _culprit(layout: Event) -> str:
    calls = layout["stackTrace"]
    return " < ".join(
        f"{each['functionName']} {each['url']}:{each['lineNumber']}:{each.get('columnNumber')}" for each in calls
    )
