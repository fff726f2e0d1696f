import { beforeEach, expect, test, vi } from 'vitest'
import { Line } from '../testing/line'
import { Server } from '../testing/server'
import { openTabAsGagarin, settle } from '../testing/tab'

let server: Server

beforeEach(() => {
  server = new Server()
})

test('a broken line opens again by itself, later and later while it fails', async () => {
  const { connection } = await openTabAsGagarin()
  expect(connection.state).toBe('online')
  server.goDown()
  const first = connection.retryAt! - Date.now()
  await settle(first + 10)
  const second = connection.retryAt! - Date.now()
  expect(first).toBeGreaterThanOrEqual(250)
  expect(second).toBeGreaterThan(first)
  server.isUp = true
  await settle(20_000)
  expect(connection.state).toBe('online')
  expect(connection.retryAt).toBeNull()
})

test('nobody has to wait for the next try', async () => {
  const { connection } = await openTabAsGagarin()
  server.goDown()
  server.isUp = true
  connection.retryNow()
  await settle()
  expect(connection.state).toBe('online')
})

test('the network coming back is reason enough to try at once', async () => {
  const { connection } = await openTabAsGagarin()
  server.goDown()
  server.isUp = true
  dispatchEvent(new Event('online'))
  await settle()
  expect(connection.state).toBe('online')
})

test('a line refused for its old token opens with a new one', async () => {
  const { connection, token } = await openTabAsGagarin()
  const old = token.current
  server.expire()
  Line.breakAll()
  await settle(20_000)
  expect(connection.state).toBe('online')
  expect(token.current).not.toBe(old)
})

test('an expired line is no reason to sign out while the session lives', async () => {
  const { connection, session } = await openTabAsGagarin()
  Line.say('session:expired', {})
  await settle(2_000)
  expect([session.status, connection.state]).toEqual(['in', 'online'])
})

test('a session that has ended signs out', async () => {
  const { session } = await openTabAsGagarin()
  server.refuse('POST /api/auth/refresh', { status: 401, code: 'session_ended', detail: '' })
  Line.say('session:expired', {})
  await settle()
  expect(session.status).toBe('out')
  expect(Line.open).toEqual([])
})

test('maintenance is told, waited for, and over when the line opens', async () => {
  const { connection } = await openTabAsGagarin()
  Line.say('maintenance', { enabled: true, message: 'Скоро вернёмся' })
  server.goDown()
  expect(connection.maintenance).toEqual({ message: 'Скоро вернёмся' })
  server.isUp = true
  await settle(20_000)
  expect(connection.maintenance).toBeNull()
})

test('after a flood the server’s own delay is kept', async () => {
  const { connection } = await openTabAsGagarin()
  Line.say('flood', { retry_after: 30 })
  Line.breakAll()
  expect(connection.retryAt! - Date.now()).toBeGreaterThan(30_000)
})

test('a page that slept asks whether its line still lives, and opens another when it does not', async () => {
  const { connection } = await openTabAsGagarin()
  const [line] = Line.open
  server.isAnswering = false
  vi.setSystemTime(Date.now() + 8 * 3_600_000)
  await settle(5_000)
  server.isAnswering = true
  await settle(6_000)
  expect(connection.state).toBe('online')
  expect(Line.open).not.toContain(line)
})

test('a sync that fails is a line that fails', async () => {
  server.refuse('sync', { code: 'overloaded', detail: '', retry_after: 2 })
  const { connection } = await openTabAsGagarin()
  expect(connection.state).toBe('offline')
  await settle(5_000)
  expect(connection.state).toBe('online')
})
