import { expect, test } from 'vitest'
import { Server } from '../testing/server'
import { openTabAsGagarin, settle } from '../testing/tab'

test('a try that fails at once does not make what is said about the line flash', async () => {
  const server = new Server()
  const { connection } = await openTabAsGagarin()
  const { mount, tick, unmount } = await import('svelte')
  const { default: Connection } = await import('./Connection.svelte')
  const shown = mount(Connection, { target: document.body })
  server.goDown()
  await settle(1_000)
  expect(connection.state).toBe('offline')
  const strip = document.querySelector('.strip')
  expect(strip?.textContent).toContain('No network')
  let told = 0
  const watch = new MutationObserver((changes) => (told += changes.filter(({ type }) => type === 'childList').length))
  watch.observe(strip!.parentElement!, { childList: true })
  for (let i = 0; i < 5; i++) {
    connection.retryNow()
    await tick()
    await settle(1_000)
  }
  expect(document.querySelector('.strip')).toBe(strip)
  expect(told).toBe(0)
  watch.disconnect()
  await unmount(shown)
})
