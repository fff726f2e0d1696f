"""What is displaced in a window without anybody's doing, as the browser itself sees it."""

from tests.journeys.screen import Screen

_WATCH = """
    () => {
        window.jumps = []
        const isMoved = (shift) => !shift.hadRecentInput && shift.value > 0.02
        new PerformanceObserver((list) => window.jumps.push(...list.getEntries().filter(isMoved).map(String)))
            .observe({ type: 'layout-shift' })
    }
"""


async def watch(window: Screen) -> None:
    await window.page.evaluate(_WATCH)


async def jumps(window: Screen) -> list[str]:
    """Since it is watched."""
    seen: list[str] = await window.page.evaluate("window.jumps")
    return seen
