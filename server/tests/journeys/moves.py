"""What scripts move in a window: who it was, which properties, and from where. `NOTE` is to run before the page."""

from typing import Any

from tests.journeys.screen import Screen

NOTE = """
    window.moves = []
    const animate = Element.prototype.animate
    Element.prototype.animate = function (...how) {
        const animation = animate.apply(this, how)
        const frames = animation.effect.getKeyframes()
        const told = new Set(['offset', 'computedOffset', 'easing', 'composite'])
        moves.push({
            who: animation.effect.pseudoElement ?? this.querySelector('b')?.textContent ?? this.className,
            what: [...new Set(frames.flatMap(Object.keys))].filter((each) => !told.has(each)),
            from: frames[0].transform ?? '',
        })
        return animation
    }
"""


async def seen(window: Screen) -> list[dict[str, Any]]:
    moves: list[dict[str, Any]] = await window.page.evaluate("moves")
    return moves
