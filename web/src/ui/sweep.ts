import { OWN } from './twice'

/** By it a finger may draw; elsewhere it scrolls. */
const GRIP = '[data-grip]'

/**
 * An attachment for what holds rows (`data-row`): a mouse pressed beside their words and drawn across, or a finger drawn
 * along their grips. `begin` is told the first row when a second one is reached, and what it answers is told each next one.
 * With `isEager` a mouse may begin on words as well.
 */
export function sweep(begin: (from: string) => (to: string) => void, isEager: () => boolean) {
  return (rows: HTMLElement) => {
    let from: string | null = null
    let reach: ((to: string) => void) | null = null

    function down(event: PointerEvent) {
      const target = event.target as Element
      reach = null
      from = mayBegin(event, target) ? rowOf(target) : null
    }

    function mayBegin({ button, pointerType }: PointerEvent, target: Element) {
      if (pointerType !== 'mouse') return target.closest(GRIP) !== null
      return button === 0 && (isEager() || !target.closest(OWN))
    }

    function moved({ buttons, clientX, clientY }: PointerEvent) {
      if (from !== null && !buttons) return up()
      const to = from === null ? null : rowOf(document.elementFromPoint(clientX, clientY))
      if (from === null || to === null || (to === from && !reach)) return
      if (!reach) {
        reach = begin(from)
        rows.style.userSelect = 'none'
        getSelection()?.removeAllRanges()
      }
      reach(to)
    }

    function up() {
      from = null
      rows.style.userSelect = ''
      // After the click that letting go makes, if it makes one.
      setTimeout(() => (reach = null))
    }

    /** Where one lets go is not pressed. */
    function clicked(event: MouseEvent) {
      if (reach) event.stopPropagation()
    }

    rows.addEventListener('pointerdown', down)
    rows.addEventListener('click', clicked, { capture: true })
    const ends = ['pointerup', 'pointercancel'] as const
    addEventListener('pointermove', moved)
    for (const end of ends) addEventListener(end, up)
    return () => {
      rows.removeEventListener('pointerdown', down)
      rows.removeEventListener('click', clicked, { capture: true })
      removeEventListener('pointermove', moved)
      for (const end of ends) removeEventListener(end, up)
    }
  }
}

const rowOf = (element: Element | null) => element?.closest<HTMLElement>('[data-row]')?.dataset.row ?? null
