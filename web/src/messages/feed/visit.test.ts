import { expect, test } from 'vitest'
import { tereshkova } from '../../testing/cast'
import { Server } from '../../testing/server'
import { openTabAsGagarin, settle } from '../../testing/tab'
import type { VirtualList } from './scroll.svelte'
import { Visit } from './visit.svelte'

const ROW = 50
const VIEW = 500

/** A list that notes where it was sent: to a row, or to its end. */
function watched(count: number) {
  const sent: (number | 'end')[] = []
  const list: VirtualList = {
    getScrollOffset: () => 0,
    getViewportSize: () => VIEW,
    getItemOffset: (index) => index * ROW,
    getItemSize: () => ROW,
    findItemIndex: (offset) => Math.max(0, Math.min(count - 1, Math.floor(offset / ROW))),
    scrollToIndex: (index) => sent.push(index),
  }
  const scroller = document.createElement('div')
  scroller.scrollTo = () => void sent.push('end')
  return { sent, list, scroller }
}

test('a place that is asked for before the feed stands is gone to last', async () => {
  const server = new Server()
  const { id } = server.chat(tereshkova)
  for (let i = 1; i <= 40; i++) server.write(id, tereshkova, `№ ${i}`)
  const { messages } = await openTabAsGagarin()
  const thread = messages.of(id)
  const visit = new Visit(thread)
  const { sent, list, scroller } = watched(40)
  await visit.enter(null)
  visit.show(thread.items)
  visit.attach(list, scroller)
  void visit.place()
  void visit.goTo(3)
  await settle(100)
  expect(sent.at(-1)).toBe(2)
  expect(visit.lit).toBe(thread.items[2]?.key)
})
