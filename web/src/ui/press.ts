const HOLD_MS = 450
const SLIP_PX = 10

/**
 * An attachment that calls `open` where a context menu is asked for: the right button, the menu key, or a finger that
 * stays. Safari on a phone has no `contextmenu` event, so the finger is timed here.
 */
export function press(open: (at: { x: number; y: number }, from: HTMLElement) => void) {
  return (element: HTMLElement) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let start = { x: 0, y: 0 }
    let held = false

    function asked(event: MouseEvent) {
      // A link within it, or a selection, keeps the browser's own menu.
      const link = (event.target as Element).closest('a')
      if ((link && link !== element) || !getSelection()?.isCollapsed) return
      event.preventDefault()
      clearTimeout(timer)
      const byKey = event.clientX === 0 && event.clientY === 0
      open(byKey ? middle(element.lastElementChild ?? element) : { x: event.clientX, y: event.clientY }, element)
    }

    function down(event: PointerEvent) {
      held = false
      if (event.pointerType !== 'touch') return
      start = { x: event.clientX, y: event.clientY }
      timer = setTimeout(hold, HOLD_MS)
    }

    function hold() {
      held = true
      open(start, element)
    }

    /** A finger that stayed does not also press. */
    function clicked(event: MouseEvent) {
      if (held) event.preventDefault()
      if (held) event.stopImmediatePropagation()
      held = false
    }

    function moved(event: PointerEvent) {
      if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > SLIP_PX) clearTimeout(timer)
    }

    const stop = () => clearTimeout(timer)
    const listeners = {
      contextmenu: asked,
      pointerdown: down,
      pointermove: moved,
      pointerup: stop,
      pointercancel: stop,
    }
    element.addEventListener('click', clicked, { capture: true })
    for (const [name, listener] of Object.entries(listeners)) {
      element.addEventListener(name, listener as EventListener)
    }
    return () => {
      stop()
      element.removeEventListener('click', clicked, { capture: true })
      for (const [name, listener] of Object.entries(listeners)) {
        element.removeEventListener(name, listener as EventListener)
      }
    }
  }
}

function middle(element: Element) {
  const box = element.getBoundingClientRect()
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 }
}
