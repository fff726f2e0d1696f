import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ChatEvent } from '../contract/events'
import { message, tereshkova } from '../testing/cast'
import { Gate } from './gate'

const event = (version: number): ChatEvent => ({
  type: 'message:new',
  change: message('c', tereshkova, version, '', { version }),
})

let performed: number[]
const ask = vi.fn()
let gate: Gate

beforeEach(() => {
  vi.useFakeTimers()
  ask.mockClear()
  performed = []
  gate = new Gate({ perform: ({ change }) => performed.push(change.version), ask })
  gate.settle(40)
})

afterEach(() => gate.close())

test('the next event goes through, one already known does not', () => {
  gate.receive(event(41))
  gate.receive(event(41))
  gate.receive(event(12))
  expect(performed).toEqual([41])
})

test('events that come in the wrong order are put right, and nobody is asked', async () => {
  gate.receive(event(43))
  gate.receive(event(42))
  expect(performed).toEqual([])
  gate.receive(event(41))
  expect(performed).toEqual([41, 42, 43])
  await vi.advanceTimersByTimeAsync(5000)
  expect(ask).not.toHaveBeenCalled()
})

test('a missing event is asked for once, after 300 to 800 ms', async () => {
  gate.receive(event(42))
  gate.receive(event(43))
  await vi.advanceTimersByTimeAsync(299)
  expect(ask).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(501)
  expect(ask).toHaveBeenCalledTimes(1)
})

test('what waited goes on after the missing part has come another way', () => {
  gate.receive(event(44))
  gate.settle(43)
  expect(performed).toEqual([44])
})

test('an answer older than what was heard of is not enough', async () => {
  gate.hear(45)
  await vi.advanceTimersByTimeAsync(800)
  gate.settle(42)
  await vi.advanceTimersByTimeAsync(800)
  expect(ask).toHaveBeenCalledTimes(2)
})

test('a flood of early events is not kept: the answer brings them', () => {
  for (let version = 42; version < 400; version++) gate.receive(event(version))
  gate.settle(41)
  expect(performed).toHaveLength(100)
})
