import { expect, test } from 'vitest'
import { tereshkova, message } from '../../testing/cast'
import { dress } from '../bubble'
import { Selection } from './selection.svelte'

const items = [1, 2, 3, 4, 5].map((seq) => dress(message('c', tereshkova, seq, `№ ${seq}`), '1'))
const texts = (selection: Selection) => selection.messages.map(({ text }) => text)

test('what is chosen comes in the order of the chat, not of choosing', () => {
  const selection = new Selection(() => items)
  selection.toggle(items[3]!)
  selection.toggle(items[0]!)
  expect(texts(selection)).toEqual(['№ 1', '№ 4'])
})

test('chosen twice is not chosen, and with the last one choosing ends', () => {
  const selection = new Selection(() => items)
  selection.toggle(items[1]!)
  expect(selection.active).toBe(true)
  selection.toggle(items[1]!)
  expect(selection.active).toBe(false)
})

test('a stretch reaches from the last one, in either direction, past what cannot be chosen', () => {
  const withDeed = items.with(2, { ...items[2]!, type: 'system' })
  const selection = new Selection(() => withDeed)
  selection.toggle(items[4]!)
  selection.stretch(items[1]!)
  expect(texts(selection)).toEqual(['№ 2', '№ 4', '№ 5'])
})

test('what is drawn over is chosen as well, and drawn back it is no more', () => {
  const withDeed = items.with(2, { ...items[2]!, type: 'system' })
  const selection = new Selection(() => withDeed)
  selection.toggle(items[4]!)
  const reach = selection.sweep(items[0]!.key)
  reach(items[3]!.key)
  expect(texts(selection)).toEqual(['№ 1', '№ 2', '№ 4', '№ 5'])
  reach(items[1]!.key)
  expect(texts(selection)).toEqual(['№ 1', '№ 2', '№ 5'])
  reach('gone')
  expect(texts(selection)).toEqual(['№ 5'])
})

test('what was deleted meanwhile is no longer chosen', () => {
  let now = items
  const selection = new Selection(() => now)
  selection.toggle(items[0]!)
  selection.toggle(items[1]!)
  now = items.with(0, { ...items[0]!, deleted: true })
  expect(texts(selection)).toEqual(['№ 2'])
})
