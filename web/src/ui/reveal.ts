import { flushSync } from 'svelte'
import { isLively } from './motion'

/** Runs `change` and lets its result spread over the page as a circle from the middle of `from`. */
export function reveal(from: Element, change: () => void) {
  if (!('startViewTransition' in document) || !isLively()) {
    change()
    return
  }
  const box = from.getBoundingClientRect()
  const x = box.left + box.width / 2
  const y = box.top + box.height / 2
  const reach = Math.hypot(Math.max(x, innerWidth - x), Math.max(y, innerHeight - y))
  const transition = document.startViewTransition(() => flushSync(change))
  transition.ready.then(
    () =>
      document.documentElement.animate(
        { clipPath: [`circle(0 at ${x}px ${y}px)`, `circle(${reach}px at ${x}px ${y}px)`] },
        {
          duration: 480,
          easing: 'cubic-bezier(.22, 1, .36, 1)',
          pseudoElement: '::view-transition-new(root)',
        },
      ),
    () => undefined, // Skipped because another change followed at once: the page already shows it.
  )
}
