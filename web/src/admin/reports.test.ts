import { beforeEach, expect, test } from 'vitest'
import { tereshkova } from '../testing/cast'
import { Server } from '../testing/server'
import { openTabAsGagarin } from '../testing/tab'
import type { Report } from './api'

const report: Report = {
  id: '7',
  reporter: tereshkova,
  user: tereshkova,
  message_id: 'chat-2-1',
  excerpt: 'Купите луну',
  reason: 'Спам',
  created_at: '2026-11-23T06:11:00.000Z',
  resolved_at: null,
  resolved_by: null,
  resolution: null,
}
let server: Server

beforeEach(() => {
  server = new Server()
  server.answers.set('GET /api/admin/reports?resolved=false&limit=50', { reports: [report], next_cursor: null })
  server.answers.set('GET /api/admin/reports?resolved=true&limit=50', { reports: [], next_cursor: null })
  server.answers.set('PATCH /api/admin/reports/7', report)
  server.answers.set(`PATCH /api/admin/users/${tereshkova.id}`, {})
})

async function opened() {
  await openTabAsGagarin()
  const { Reports } = await import('./reports.svelte')
  const reports = new Reports()
  await reports.pages.load()
  return { reports, listed: reports.pages.items[0]! }
}

test('a settled report leaves the list of open ones', async () => {
  const { reports, listed } = await opened()
  expect(reports.pages.items).toEqual([report])
  await reports.settle(listed, true)
  expect(server.bodies.get('PATCH /api/admin/reports/7')).toEqual({ resolved: true })
  expect(reports.pages.items).toEqual([])
})

test('whoever is disabled for a report settles it', async () => {
  const { reports, listed } = await opened()
  await reports.disable(listed, 'Отключён')
  expect(server.bodies.get(`PATCH /api/admin/users/${tereshkova.id}`)).toEqual({ disabled: true })
  expect(server.bodies.get('PATCH /api/admin/reports/7')).toEqual({ resolved: true, resolution: 'Отключён' })
})

test('what cannot be deleted leaves its report open', async () => {
  const { reports, listed } = await opened()
  server.refuse('DELETE /api/messages/chat-2-1/delete', { code: 'message_not_found', detail: '', status: 404 })
  await expect(reports.deleteMessage(listed, 'Удалено')).rejects.toMatchObject({ code: 'message_not_found' })
  expect(reports.pages.items).toEqual([report])
})
