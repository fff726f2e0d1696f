/** How two to ten pictures share one frame: rows of one to four, each as high as its pictures' shapes ask for. */

export interface Tile {
  index: number
  /** Width through height, as it is shown; what does not fit is cut off. */
  ratio: number
}

export type Row = readonly Tile[]

/** Taller or wider ones would leave the others no room. */
const NARROWEST = 0.66
const WIDEST = 1.9
const MOST_IN_A_ROW = 4
/** The frame's height through its width: what looks best, and what still fits a phone. */
const BEST = 0.9
const TALLEST = 1.3
/** What a row with a single wide picture at the beginning is worth. */
const OPENING = 0.5

export function mosaic(ratios: readonly number[]): Row[] {
  const tiles = ratios.map((ratio, index) => ({ index, ratio: clamp(ratio, NARROWEST, WIDEST) }))
  let best: Row[] = []
  let least = Infinity
  for (const rows of partitions(tiles)) {
    const cost = awkwardness(rows)
    if (cost < least) [best, least] = [rows, cost]
  }
  return fitted(best)
}

/** A row's own shape. */
export const shapeOf = (row: Row) => row.reduce((sum, { ratio }) => sum + ratio, 0)

const heightOf = (row: Row) => 1 / shapeOf(row)

/** Every way to break the sequence into rows. */
function* partitions(tiles: readonly Tile[]): Generator<Row[]> {
  if (!tiles.length) yield []
  for (let count = 1; count <= Math.min(MOST_IN_A_ROW, tiles.length); count++) {
    for (const rest of partitions(tiles.slice(count))) yield [tiles.slice(0, count), ...rest]
  }
}

/** Rows should fill the frame, none be a stripe or a poster, and the first be the largest: a wide picture alone. */
function awkwardness(rows: Row[]): number {
  const heights = rows.map(heightOf)
  const whole = heights.reduce((sum, height) => sum + height, 0)
  const uneven = heights.reduce((sum, height, i) => sum + Math.max(0, height - (heights[i - 1] ?? Infinity)), 0)
  const extreme = heights.reduce((sum, height) => sum + Math.max(0, 0.24 - height) * 3 + Math.max(0, height - 0.8), 0)
  const [first, second] = rows
  const opens = first?.length === 1 && (first[0]?.ratio ?? 0) > 1.2 && (second?.length ?? 0) > 1
  return Math.abs(whole - BEST) + uneven + extreme - (opens ? OPENING : 0)
}

/** Too tall altogether: every row is cut a little. */
function fitted(rows: Row[]): Row[] {
  const whole = rows.reduce((sum, row) => sum + heightOf(row), 0)
  if (whole <= TALLEST) return rows
  return rows.map((row) => row.map(({ index, ratio }) => ({ index, ratio: (ratio * whole) / TALLEST })))
}

/** A single picture keeps its shape, within reason. */
export const single = (ratio: number) => clamp(ratio, 0.6, 2.4)

export function ratioOf({ width, height }: { width: number | null; height: number | null }): number {
  return width && height ? width / height : 4 / 3
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))
