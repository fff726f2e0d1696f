const FAR_PX = 24

/** An attachment: a finger drawn downwards over the element sends it away. */
export function swipe(away: () => void) {
  return (element: HTMLElement) => {
    let from: number | null = null
    const down = (event: PointerEvent) => (from = event.pointerType === 'touch' ? event.clientY : null)
    const moved = (event: PointerEvent) => {
      if (from === null || event.clientY - from < FAR_PX) return
      from = null
      away()
    }
    element.style.touchAction = 'none'
    element.addEventListener('pointerdown', down)
    element.addEventListener('pointermove', moved)
    return () => {
      element.removeEventListener('pointerdown', down)
      element.removeEventListener('pointermove', moved)
    }
  }
}
