import { move } from './motion'

/** So far a finger has to draw a message aside, and so far at most it follows. */
const ENOUGH_PX = 56
const FARTHEST_PX = 84
const SLIP_PX = 12

/** An attachment: a finger that draws the element to the left and lets go calls `done`; the element follows and comes back. */
export function aside(done: () => void) {
  return (element: HTMLElement) => {
    let from: { x: number; y: number } | null = null
    let by = 0

    function down(event: PointerEvent) {
      // What is drawn along itself keeps the finger.
      if ((event.target as Element).closest('[role="slider"], input, pre')) return
      from = event.pointerType === 'touch' ? { x: event.clientX, y: event.clientY } : null
      by = 0
    }

    function moved({ clientX, clientY }: PointerEvent) {
      if (!from) return
      const [dx, dy] = [clientX - from.x, clientY - from.y]
      if (!by && Math.abs(dy) > SLIP_PX) return stop()
      if (!by && dx > -SLIP_PX) return
      by = Math.max(dx, -FARTHEST_PX)
      element.style.transform = `translateX(${Math.min(0, by)}px)`
    }

    function up() {
      const isEnough = from !== null && by <= -ENOUGH_PX
      stop()
      if (isEnough) done()
    }

    function stop() {
      if (by) void move(element, { transform: element.style.transform }, { transform: 'none' })
      element.style.transform = ''
      from = null
      by = 0
    }

    const listeners = { pointerdown: down, pointermove: moved, pointerup: up, pointercancel: stop }
    // Up and down the feed scrolls; across, the finger is ours.
    element.style.touchAction = 'pan-y'
    for (const [name, listener] of Object.entries(listeners)) {
      element.addEventListener(name, listener as EventListener)
    }
    return () => {
      for (const [name, listener] of Object.entries(listeners)) {
        element.removeEventListener(name, listener as EventListener)
      }
    }
  }
}
