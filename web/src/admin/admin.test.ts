import { beforeEach, expect, test } from 'vitest'
import { Server } from '../testing/server'
import { openTabAsGagarin } from '../testing/tab'

const MAINTENANCE = '/api/admin/maintenance'
let server: Server

beforeEach(() => {
  server = new Server()
  server.answers.set(`GET ${MAINTENANCE}`, { enabled: false, message: null })
  server.answers.set(`PUT ${MAINTENANCE}`, (body: object) => body)
})

async function opened() {
  const tab = await openTabAsGagarin()
  const { Maintenance } = await import('./maintenance.svelte')
  const maintenance = new Maintenance()
  await maintenance.load()
  return { ...tab, maintenance }
}

test('the server is closed with a word to those who wait, and opened again', async () => {
  const { maintenance } = await opened()
  expect([maintenance.loaded, maintenance.enabled]).toEqual([true, false])
  maintenance.message = '  Скоро вернёмся '
  expect(await maintenance.turn(true)).toBe(true)
  expect(server.bodies.get(`PUT ${MAINTENANCE}`)).toEqual({ enabled: true, message: 'Скоро вернёмся' })
  expect([maintenance.enabled, maintenance.changed]).toEqual([true, false])
  await maintenance.turn(false)
  expect(maintenance.enabled).toBe(false)
})

test('it can be closed without a word', async () => {
  const { maintenance } = await opened()
  await maintenance.turn(true)
  expect(server.bodies.get(`PUT ${MAINTENANCE}`)).toEqual({ enabled: true, message: null })
})

test('while it is closed another wording can be told', async () => {
  server.answers.set(`GET ${MAINTENANCE}`, { enabled: true, message: 'Скоро' })
  const { maintenance } = await opened()
  expect(maintenance.message).toBe('Скоро')
  expect(maintenance.changed).toBe(false)
  maintenance.message = 'К вечеру'
  expect(maintenance.changed).toBe(true)
})

test('what the server would not take is not sent', async () => {
  const { maintenance } = await opened()
  maintenance.message = 'ы'.repeat(501)
  expect(maintenance.tooLong).toBe(true)
  expect(await maintenance.turn(true)).toBe(false)
  expect(server.calls).not.toContain(`PUT ${MAINTENANCE}`)
})

test('a refusal leaves the switch as it is and the message as it was written', async () => {
  const { maintenance } = await opened()
  server.refuse(`PUT ${MAINTENANCE}`, { status: 403, code: 'forbidden', detail: '' })
  maintenance.message = 'Скоро'
  expect(await maintenance.turn(true)).toBe(false)
  expect([maintenance.failed?.code, maintenance.enabled, maintenance.message]).toEqual(['forbidden', false, 'Скоро'])
})

test('the overview says why it could not be had, and is had when asked again', async () => {
  await openTabAsGagarin()
  const { Overview } = await import('./overview.svelte')
  const stats = { version: '1.4.0', days: [{ date: '2026-11-23', messages: 7 }] }
  server.answers.set('GET /api/admin/stats', stats)
  server.refuse('GET /api/admin/stats', { status: 503, code: 'overloaded', detail: '' })
  const overview = new Overview()
  await overview.load()
  expect([overview.stats, overview.failed?.code]).toEqual([null, 'overloaded'])
  await overview.load()
  expect([overview.stats, overview.failed]).toEqual([stats, null])
})
