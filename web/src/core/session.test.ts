import { beforeEach, expect, test } from 'vitest'
import { gagarin } from '../testing/cast'
import { Line } from '../testing/line'
import { Server } from '../testing/server'
import { openTab, openTabAsGagarin, settle } from '../testing/tab'

let server: Server
const refreshes = () => server.calls.filter((call) => call === 'POST /api/auth/refresh').length

beforeEach(() => {
  server = new Server()
})

test('a stranger is out at once, and nothing is asked that could be refused', async () => {
  const { session } = await openTab()
  expect(session.status).toBe('out')
  expect(server.calls).toEqual([])
})

test('whoever signs in is still in after a reload, and no token is kept on the device', async () => {
  const first = await openTab()
  await first.session.login({ login: 'gagarin', password: 'poyekhali' })
  await settle()
  first.close()
  const { session } = await openTab()
  expect(session.status).toBe('in')
  expect(session.me?.username).toBe('gagarin')
  expect(JSON.stringify(Object.entries(localStorage))).not.toContain('token')
})

test('a wrong password says so, in the words of the server', async () => {
  const { session } = await openTab()
  server.refuse('POST /api/auth/login', { status: 401, code: 'invalid_credentials', detail: '' })
  const refusal = await session.login({ login: 'gagarin', password: 'no' }).catch((error: unknown) => error)
  expect(refusal).toMatchObject({ status: 401, code: 'invalid_credentials' })
  expect(session.status).toBe('out')
})

test('a lock says how long to wait', async () => {
  const { session } = await openTab()
  server.refuse('POST /api/auth/login', { status: 429, code: 'locked', detail: '', retry_after: 900 })
  const refusal = await session.login({ login: 'gagarin', password: 'no' }).catch((error: unknown) => error)
  expect(refusal).toMatchObject({ code: 'locked', retryAfter: 900 })
})

test('while the server does not answer the page waits, and goes in when it does', async () => {
  server.isUp = false
  const { session } = await openTabAsGagarin()
  expect(session.status).toBe('starting')
  expect(session.unreachable).toBe(true)
  server.isUp = true
  await settle(30_000)
  expect(session.status).toBe('in')
})

test('a session that has ended elsewhere ends here', async () => {
  server.refuse('POST /api/auth/refresh', { status: 401, code: 'session_ended', detail: '' })
  const { session } = await openTabAsGagarin()
  expect(session.status).toBe('out')
  expect(localStorage.getItem('kocmoc.known')).toBeNull()
})

test('many calls with an outdated token renew it once, and all of them succeed', async () => {
  const { http } = await openTabAsGagarin()
  const before = refreshes()
  server.expire()
  await Promise.all([1, 2, 3].map(() => http.get('/api/users/me/settings')))
  expect(refreshes()).toBe(before + 1)
})

test('the token is renewed before it runs out, and the live line is told', async () => {
  await openTabAsGagarin()
  const before = refreshes()
  await settle(server.expiresIn * 1000 - 61_000)
  expect(refreshes()).toBe(before)
  await settle(2_000)
  expect(refreshes()).toBe(before + 1)
  expect(server.saidOf('auth:refresh')).toEqual([{ token: server.token }])
})

test('two tabs that need a new token at the same moment fetch one between them', async () => {
  const one = await openTabAsGagarin()
  const two = await openTabAsGagarin()
  const before = refreshes()
  server.expire()
  await Promise.all([one.http.get('/api/users/me/settings'), two.http.get('/api/users/me/settings')])
  await settle()
  expect(refreshes()).toBe(before + 1)
  expect(one.token.current).toBe(two.token.current)
})

test('leaving in one tab is leaving in all', async () => {
  const one = await openTabAsGagarin()
  const two = await openTabAsGagarin()
  await one.session.logout()
  await settle()
  expect([one.session.status, two.session.status]).toEqual(['out', 'out'])
})

test('the server is told of a leaving even when the last token has just run out', async () => {
  const { session } = await openTabAsGagarin()
  server.expire()
  await session.logout()
  expect(server.calls.slice(-3)).toEqual(['POST /api/auth/logout', 'POST /api/auth/refresh', 'POST /api/auth/logout'])
})

test('leaving asks for no new token when the server ends the session first', async () => {
  const { session } = await openTabAsGagarin()
  const before = refreshes()
  server.meanwhile.set('POST /api/auth/logout', () => Line.say('session:expired', {}))
  await session.logout()
  await settle()
  expect(refreshes()).toBe(before)
})

test('another tab that hears the session end before it hears of the leaving asks for no new token', async () => {
  const one = await openTabAsGagarin()
  const two = await openTabAsGagarin()
  const before = refreshes()
  let asked: Promise<unknown> = Promise.resolve()
  server.meanwhile.set('POST /api/auth/logout', () => {
    asked = two.token.renew(server.token).catch((error: unknown) => error)
  })
  await one.session.logout()
  await settle()
  await asked
  expect([two.session.status, refreshes()]).toEqual(['out', before])
})

test('coming in in one tab opens the others', async () => {
  const one = await openTab()
  const two = await openTab()
  await one.session.login({ login: 'gagarin', password: 'poyekhali' })
  await settle()
  expect(two.session.me?.id).toBe(gagarin.id)
})

test('nothing of a person stays in the page when they leave', async () => {
  server.chat(gagarin)
  const { session, chats, drafts } = await openTabAsGagarin()
  expect(chats.items).toHaveLength(1)
  drafts.write('chat-1', 'тайна')
  await session.logout()
  expect(chats.items).toEqual([])
  expect(drafts.of('chat-1')).toBe('')
  expect(JSON.stringify(Object.entries(localStorage))).not.toContain('тайна')
})

test('an answer that comes after somebody has left is nobody’s', async () => {
  const { session, http } = await openTabAsGagarin()
  server.silent.add('GET /api/users/7')
  const asked = http.get('/api/users/7').catch((error: unknown) => error)
  await session.logout()
  expect(await asked).toMatchObject({ name: 'AbortError' })
})

test('a new account begins with the look it was made in', async () => {
  const { session, appearance } = await openTab()
  appearance.choose({ neon: true })
  await session.register({ username: 'gagarin', email: 'g@vostok.test', password: 'poyekhali' })
  await settle(1_000)
  expect(server.bodies.get('PATCH /api/users/me/settings')).toMatchObject({ neon: true, language: 'en' })
})

test('what was chosen or begun a moment ago is saved before the leaving is told', async () => {
  server.chat(gagarin)
  const { session, appearance, drafts } = await openTabAsGagarin()
  appearance.choose({ theme: 'dark' })
  drafts.write('chat-1', 'Завтра')
  await session.logout()
  await settle(5_000)
  expect(server.bodies.get('PATCH /api/users/me/settings')).toMatchObject({ theme: 'dark' })
  const after = server.calls.slice(server.calls.indexOf('PATCH /api/users/me/settings'))
  expect(after.filter((call) => call.includes('settings') || call.includes('logout'))).toEqual([
    'PATCH /api/users/me/settings',
    'POST /api/auth/logout',
  ])
  expect([...server.bodies.values()]).toContainEqual({ draft: 'Завтра' })
})

test('a server that does not answer keeps nobody from leaving', async () => {
  const { session, appearance } = await openTabAsGagarin()
  server.silent.add('PATCH /api/users/me/settings')
  appearance.choose({ theme: 'dark' })
  const leaving = session.logout()
  await settle(2_000)
  await leaving
  expect(session.status).toBe('out')
})

test('what was put off until somebody had left is not asked at all', async () => {
  const { session, http } = await openTabAsGagarin()
  await session.logout()
  const before = server.calls.length
  await expect(http.get('/api/users/7')).rejects.toMatchObject({ name: 'AbortError' })
  expect(server.calls).toHaveLength(before)
})
