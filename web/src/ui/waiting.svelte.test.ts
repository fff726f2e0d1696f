import { flushSync } from 'svelte'
import { expect, test, vi } from 'vitest'
import { Waiting } from './waiting.svelte'

function wait() {
  let waiting = $state(true)
  let skeleton: Waiting | undefined
  const stop = $effect.root(() => {
    skeleton = new Waiting(() => waiting)
  })
  flushSync()
  const pass = (milliseconds: number) => {
    vi.setSystemTime(Date.now() + milliseconds)
    vi.advanceTimersByTime(milliseconds)
    flushSync()
  }
  const end = () => {
    waiting = false
    flushSync()
  }
  return { over: () => skeleton?.over, pass, end, stop }
}

test('a short wait shows no skeleton', () => {
  const { over, pass, end, stop } = wait()
  pass(140)
  end()
  pass(1000)
  expect(over()).toBe(false)
  stop()
})

test('a longer one shows it after 150 ms, and then long enough not to flash', () => {
  const { over, pass, end, stop } = wait()
  pass(150)
  expect(over()).toBe(true)
  end()
  pass(10)
  expect(over()).toBe(true)
  pass(400)
  expect(over()).toBe(false)
  stop()
})
