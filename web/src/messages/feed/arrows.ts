/** Moves the focus from message to message with the arrow keys; from the feed itself to the newest one in view. */
export function walk(event: KeyboardEvent, feed: HTMLElement): boolean {
  const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return false
  const messages = [...feed.querySelectorAll<HTMLElement>('[data-key]')]
  const here = messages.findIndex((each) => each === document.activeElement)
  const next = here < 0 ? lastInView(messages, feed) : messages[here + step]
  if (!next) return false
  next.focus({ preventScroll: true })
  next.scrollIntoView({ block: 'nearest' })
  return true
}

function lastInView(messages: HTMLElement[], feed: HTMLElement): HTMLElement | undefined {
  const bottom = feed.getBoundingClientRect().bottom
  return messages.findLast((each) => each.getBoundingClientRect().top < bottom)
}
