import { move } from '../ui/motion'

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
      if (!rows) return
      const from = Math.sign(rows) * Math.min(Math.abs(rows), FARTHEST) * ROW
      void move(row, { transform: `translateY(${from}px)` }, { transform: 'none' })
    })
  }
}
