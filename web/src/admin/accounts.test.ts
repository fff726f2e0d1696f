import { beforeEach, expect, test } from 'vitest'
import { korolev, tereshkova } from '../testing/cast'
import { Server } from '../testing/server'
import { openTabAsGagarin, settle } from '../testing/tab'

const ALL = 'GET /api/admin/users?limit=50'
const CHANGE = 'PATCH /api/admin/users/2'
const account = (user: typeof korolev, more: object = {}) => ({
  ...user,
  ...{ email: `${user.username}@vostok.test`, email_verified: true, is_admin: false, totp_enabled: false },
  ...{ disabled: false, sessions_count: 1, stored_bytes: 0, created_at: user.id, temporary_password: null },
  ...more,
})
let server: Server

beforeEach(() => {
  server = new Server()
  server.answers.set(ALL, { users: [account(tereshkova)], next_cursor: 'next' })
  server.answers.set(`${ALL}&cursor=next`, { users: [account(korolev)], next_cursor: null })
})

async function opened() {
  const tab = await openTabAsGagarin()
  const { Accounts } = await import('./accounts.svelte')
  const { choices } = await import('./choices')
  const accounts = new Accounts()
  await accounts.pages.load()
  return { ...tab, accounts, choices }
}

const names = ({ pages }: { pages: { items: readonly { username: string }[] } }) =>
  pages.items.map(({ username }) => username)

test('everybody is listed, a page at a time', async () => {
  const { accounts } = await opened()
  expect([names(accounts), accounts.pages.hasMore]).toEqual([['tereshkova'], true])
  await accounts.pages.more()
  expect([names(accounts), accounts.pages.hasMore]).toEqual([['tereshkova', 'korolev'], false])
})

test('somebody is found by a name, asked for once when it is written', async () => {
  const { accounts } = await opened()
  server.answers.set('GET /api/admin/users?query=koro&limit=50', { users: [account(korolev)], next_cursor: null })
  accounts.query = 'ko'
  accounts.query = 'koro'
  await settle(250)
  expect(names(accounts)).toEqual(['korolev'])
  expect(server.calls.filter((call) => call.includes('query='))).toHaveLength(1)
})

test('a temporary password is told once and not kept in the list', async () => {
  const { accounts } = await opened()
  server.answers.set(CHANGE, account(tereshkova, { temporary_password: 'chaika' }))
  const [listed] = accounts.pages.items
  if (!listed) throw new Error('Nobody is listed.')
  const made = await accounts.change(listed, { temporary_password: true })
  expect(made.temporary_password).toBe('chaika')
  expect(accounts.pages.items[0]?.temporary_password).toBeNull()
})

test('disabling is asked first, and a refusal says why and changes nothing', async () => {
  const { accounts, choices, confirm, toasts } = await opened()
  const [tereshkova] = accounts.pages.items
  if (!tereshkova) throw new Error('Nobody is listed.')
  choices(tereshkova, accounts, () => undefined)[3]?.run()
  expect(server.calls).not.toContain(CHANGE)
  server.refuse(CHANGE, { status: 409, code: 'last_admin', detail: '' })
  await confirm.question?.run()
  expect(accounts.pages.items[0]?.disabled).toBe(false)
  expect(toasts.shown.map(({ look }) => look)).toEqual(['error'])
  server.answers.set(CHANGE, { ...tereshkova, disabled: true })
  await confirm.question?.run()
  expect(server.bodies.get(CHANGE)).toEqual({ disabled: true })
  expect(accounts.pages.items[0]?.disabled).toBe(true)
})

test('a deleted account leaves the list', async () => {
  const { accounts, choices, confirm } = await opened()
  const [tereshkova] = accounts.pages.items
  if (!tereshkova) throw new Error('Nobody is listed.')
  server.answers.set('DELETE /api/admin/users/2', {})
  choices(tereshkova, accounts, () => undefined)
    .at(-1)
    ?.run()
  await confirm.question?.run()
  expect(accounts.pages.items).toEqual([])
})
