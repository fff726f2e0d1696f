const MS = 220
const ROW = 68
const FARTHEST = 8

/** An attachment for a row: when its place in the list changes it slides there instead of jumping. */
export function slide(index: () => number) {
  let before: number | null = null
  return (row: HTMLElement) => {
    $effect(() => {
      const now = index()
      const rows = before === null ? 0 : before - now
      before = now
      if (!rows || matchMedia('(prefers-reduced-motion: reduce)').matches) return
      const from = Math.sign(rows) * Math.min(Math.abs(rows), FARTHEST) * ROW
      row.animate([{ transform: `translateY(${from}px)` }, { transform: 'none' }], {
        duration: MS,
        easing: 'cubic-bezier(.22, 1, .36, 1)',
      })
    })
  }
}
