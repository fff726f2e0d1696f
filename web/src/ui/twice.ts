/** What is pressed for itself, and words, where two presses select one. */
export const OWN = 'a, button, input, pre, .text, [role="slider"]'

/** An attachment that calls `done` when the element is pressed twice, on nothing that has a use of its own for that. */
export function twice(done: () => void) {
  return (element: HTMLElement) => {
    function pressed(event: MouseEvent) {
      if ((event.target as Element).closest(OWN)) return
      getSelection()?.removeAllRanges() // the browser selects what is nearest
      done()
    }
    element.addEventListener('dblclick', pressed)
    return () => element.removeEventListener('dblclick', pressed)
  }
}
