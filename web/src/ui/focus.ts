/**
 * An attachment for what opens beside other things: takes the focus, and gives it back to what opened it, unless
 * somebody has gone elsewhere meanwhile. What is taken out of the page leaves the focus with the body.
 */
export function guest(element: HTMLElement) {
  const from = document.activeElement
  element.focus({ preventScroll: true })
  return () => {
    const { activeElement: here } = document
    const isLost = here === null || here === document.body || element.contains(here)
    if (isLost && from instanceof HTMLElement) from.focus({ preventScroll: true })
  }
}

/** Whether keys go to a field in which something is written. */
export function isInWords({ target }: Event): boolean {
  const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
  return isField && target.value !== ''
}
