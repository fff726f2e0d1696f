import { tick } from 'svelte'
import { expect, test } from 'vitest'
import { Scroll, type VirtualList } from './scroll.svelte'

const ROW = 50
const VIEW = 500
const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => ({ key: `m${from + i}` }))

/** A list of rows of one height in a view of 500 pixels, with bars of 100 above and below. */
function feed(from: number, to: number) {
  const scroll = new Scroll<{ key: string }>()
  const scroller = document.createElement('div')
  const place = { offset: 0 }
  const whole = () => scroll.rows.length * ROW
  const list: VirtualList = {
    getScrollOffset: () => place.offset,
    getViewportSize: () => VIEW,
    getItemOffset: (index) => index * ROW,
    getItemSize: () => ROW,
    findItemIndex: (offset) => Math.max(0, Math.min(scroll.rows.length - 1, Math.floor((offset - 100) / ROW))),
    scrollToIndex: (index, { align = 'start', offset = 0 } = {}) => {
      const rest = align === 'end' ? ROW - VIEW : align === 'center' ? (ROW - VIEW) / 2 : 0
      go(100 + index * ROW + rest + offset)
    },
  }
  function go(offset: number) {
    place.offset = Math.max(0, Math.min(offset, 200 + whole() - VIEW))
    scroll.moved()
  }
  Object.defineProperties(scroller, {
    scrollHeight: { get: () => 200 + whole() },
    clientHeight: { get: () => VIEW },
    scrollTop: { get: () => place.offset },
  })
  scroller.scrollTo = ((options: ScrollToOptions) => go(options.top ?? 0)) as typeof scroller.scrollTo
  scroll.margins = { top: 100, bottom: 100 }
  scroll.show(rows(from, to))
  scroll.attach(list, scroller)
  scroll.stickToEnd()
  return { scroll, go, place }
}

const topKey = (scroll: Scroll<{ key: string }>) => scroll.rows[scroll.topRow()]?.key

test('who is at the end stays there while messages come and rows grow', () => {
  const { scroll, place } = feed(1, 40)
  scroll.show(rows(1, 41))
  scroll.resized()
  expect(place.offset).toBe(200 + 41 * ROW - VIEW)
  expect(scroll.atEnd).toBe(true)
})

test('of a chat that fits the view nothing is far', () => {
  const { scroll } = feed(1, 4)
  scroll.jumpTo('m1', 'start')
  scroll.rested()
  expect(scroll.far).toBe(false)
  expect(scroll.atEnd).toBe(true)
})

test('who reads above is not moved by what comes below', () => {
  const { scroll, go, place } = feed(1, 40)
  go(600)
  scroll.show(rows(1, 41))
  scroll.resized()
  expect(place.offset).toBe(600)
  expect(scroll.atEnd).toBe(false)
  expect(scroll.growsAbove).toBe(false)
})

test('older messages are put above, and the list is told so', () => {
  const { scroll } = feed(51, 100)
  scroll.show(rows(1, 100))
  expect(scroll.growsAbove).toBe(true)
  expect(scroll.rows).toHaveLength(100)
})

test('when both ends change at once the end goes first, so that the view keeps still', async () => {
  const { scroll } = feed(51, 100)
  scroll.show(rows(1, 90))
  expect(scroll.growsAbove).toBe(false)
  expect(scroll.rows).toEqual(rows(51, 90))
  await tick()
  expect(scroll.growsAbove).toBe(true)
  expect(scroll.rows).toEqual(rows(1, 90))
})

test('a beginning that is let go of does not move the view either', async () => {
  const { scroll } = feed(1, 100)
  scroll.show(rows(51, 150))
  expect(scroll.rows).toEqual(rows(1, 150))
  await tick()
  expect(scroll.growsAbove).toBe(true)
  expect(scroll.rows).toEqual(rows(51, 150))
})

test('another history is another list', () => {
  const { scroll } = feed(51, 100)
  const before = scroll.generation
  scroll.show(rows(1, 20))
  expect(scroll.generation).toBe(before + 1)
})

test('rows that are measured on the way to a message do not bring back to the end', () => {
  const { scroll, go, place } = feed(1, 40)
  const end = place.offset
  scroll.jumpTo('m10')
  go(end - 2)
  scroll.resized()
  expect(place.offset).toBe(end - 2)
  go(600)
  scroll.rested()
  expect(scroll.atEnd).toBe(false)
  go(end)
  expect(scroll.atEnd).toBe(true)
})

test('a way that leads to the end ends at the end', () => {
  const { scroll } = feed(1, 40)
  scroll.jumpTo('m40', 'start')
  scroll.rested()
  expect(scroll.atEnd).toBe(true)
})

test('it jumps to a message below the upper bar, and says when the message is not here', () => {
  const { scroll, place } = feed(1, 40)
  expect(scroll.jumpTo('m10', 'start')).toBe(true)
  expect(place.offset).toBe(9 * ROW)
  expect(topKey(scroll)).toBe('m10')
  expect(scroll.jumpTo('m99')).toBe(false)
})

test('a place is found again, to the pixel', () => {
  const { scroll, go, place } = feed(1, 40)
  go(777)
  const left = scroll.position()
  scroll.stickToEnd()
  scroll.restore(left)
  expect(place.offset).toBe(777)
})

test('the end is remembered as the end, not as the message that was last then', () => {
  const { scroll, place } = feed(1, 40)
  const left = scroll.position()
  expect(left).toBe('end')
  scroll.show(rows(1, 60))
  scroll.restore(left)
  expect(place.offset).toBe(200 + 60 * ROW - VIEW)
})

test('the way down is offered when the end is far', () => {
  const { scroll, go } = feed(1, 40)
  expect(scroll.far).toBe(false)
  go(600)
  expect(scroll.far).toBe(true)
  scroll.stickToEnd(true)
  expect(scroll.far).toBe(false)
})

test('the end of what is loaded is not the end while newer messages are missing', () => {
  const { scroll, place } = feed(1, 40)
  scroll.show(rows(1, 40), false)
  expect(scroll.atEnd).toBe(false)
  const before = place.offset
  scroll.show(rows(1, 90), false)
  scroll.resized()
  expect(place.offset).toBe(before)
})
