"""What axe finds wrong with a page as it is now: contrast, names, roles."""

from typing import Any

from playwright.async_api import Page

from tests.journeys.bundle import WEB

# What moves is half transparent for a moment; what turns for ever may turn.
REST = """
    async () => {
        const isEndless = (each) => each.effect.getComputedTiming().iterations === Infinity
        const moving = () => document.getAnimations().filter((each) => each.playState === 'running' && !isEndless(each))
        while (moving().length) await Promise.allSettled(moving().map((each) => each.finished))
    }
"""
_RUN = "([within, only]) => axe.run(within, { resultTypes: ['violations'], ...(only && { runOnly: [only] }) })"


async def complaints(page: Page, within: str = "html", only: str = "") -> list[str]:
    """One line for each element: the rule it breaks, and where it is. `only` is a rule, when the others are known."""
    await page.locator(within).first.wait_for()
    await page.evaluate(REST)
    await page.evaluate(f"() => {{ {(WEB / 'node_modules/axe-core/axe.min.js').read_text()} }}")
    found: dict[str, Any] = await page.evaluate(_RUN, [within, only])
    return [
        f"{broken['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for broken in found["violations"]
        for node in broken["nodes"]
    ]
