import { beforeEach, expect, test } from 'vitest'
import type { Chat } from '../contract/chat'
import { gagarin, korolev, member, tereshkova } from '../testing/cast'
import { Line } from '../testing/line'
import { Server } from '../testing/server'
import { openTabAsGagarin, settle } from '../testing/tab'

const MEMBERS = 'GET /api/chats/vostok/members?limit=100'
let server: Server

beforeEach(() => {
  server = new Server()
})

function vostok(more: Partial<Chat> = {}) {
  server.crowd(more)
  const all = [member(gagarin, 'owner'), member({ ...tereshkova, online: true }), member(korolev, 'admin')]
  server.answers.set(MEMBERS, { members: all, next_cursor: null })
}

test('a group is founded with its people, and opens', async () => {
  const { Founding, chats } = await openTabAsGagarin()
  server.answers.set('POST /api/chats/group', server.crowd())
  const founding = new Founding()
  founding.title = '  Восток '
  founding.toggle(tereshkova)
  founding.toggle(korolev)
  founding.undo()
  expect(founding.begun).toBe(true)
  const chat = await founding.found()
  expect(server.bodies.get('POST /api/chats/group')).toEqual({
    title: 'Восток',
    type: 'group',
    member_ids: ['2'],
    history: 'all',
  })
  expect(chats.find('vostok')).toEqual(chat)
})

test('a group without a name, or with too long a one, cannot be', async () => {
  const { Founding } = await openTabAsGagarin()
  const founding = new Founding()
  expect(founding.isReady).toBe(false)
  founding.title = '🚀'.repeat(128)
  expect(founding.isReady).toBe(true)
  founding.title += '!'
  expect(founding.isReady).toBe(false)
})

test('a refused founding says why and loses nothing', async () => {
  const { Founding } = await openTabAsGagarin()
  server.refuse('POST /api/chats/group', { status: 503, code: 'overloaded', detail: '' })
  const founding = new Founding()
  founding.title = 'Восток'
  expect(await founding.found()).toBeNull()
  expect(founding.failed?.code).toBe('overloaded')
  expect(founding.title).toBe('Восток')
})

test('the people I write with are offered first, then those the server finds', async () => {
  server.chat(tereshkova)
  const { Candidates } = await openTabAsGagarin()
  server.people = [tereshkova, korolev, gagarin]
  const candidates = new Candidates((userId) => userId === 'nobody')
  expect(candidates.known.map(({ id }) => id)).toEqual(['2'])
  candidates.query = 'кор'
  await settle(300)
  expect(candidates.known).toEqual([])
  expect(candidates.strangers.map(({ id }) => id)).toEqual(['2', '3'])
})

test('members are told with those who lead first, and who is here is counted', async () => {
  vostok()
  const { members } = await openTabAsGagarin()
  const circle = members.of('vostok')
  await circle.load()
  expect(circle.items.map(({ user }) => user.id)).toEqual(['1', '3', '2'])
  expect(circle.online).toBe(1)
  Line.say('presence:update', { user_id: '3', online: true, last_seen_at: null })
  expect(circle.online).toBe(2)
})

test('who comes, goes and rises is seen at once', async () => {
  vostok()
  const { members, chats } = await openTabAsGagarin()
  await members.of('vostok').load()
  const leonov = { ...korolev, id: '4', username: 'leonov', display_name: 'Алексей Леонов' }
  Line.say('chat:members', {
    ...{ chat_id: 'vostok', members_count: 3, added: [leonov], removed: ['3'] },
    roles: { '1': 'admin', '2': 'owner' },
  })
  expect(members.of('vostok').items.map(({ user, role }) => `${user.id} ${role}`)).toEqual([
    '2 owner',
    '1 admin',
    '4 member',
  ])
  expect(chats.find('vostok')).toMatchObject({ members_count: 3, my_role: 'admin' })
})

test('after an absence the members looked at are asked for anew', async () => {
  vostok()
  const { members } = await openTabAsGagarin()
  await members.of('vostok').load()
  server.answers.set(MEMBERS, { members: [member(gagarin, 'owner')], next_cursor: null })
  Line.breakAll()
  await settle(2_000)
  expect(members.of('vostok').items).toHaveLength(1)
})

test('handing over makes the owner an admin', async () => {
  vostok()
  const { deeds, members, chats } = await openTabAsGagarin()
  await members.of('vostok').load()
  server.answers.set('PATCH /api/chats/vostok/members/2', () => {
    server.crowd({ my_role: 'admin' })
    return member(tereshkova, 'owner')
  })
  await deeds.appoint('vostok', '2', 'owner')
  expect(server.bodies.get('PATCH /api/chats/vostok/members/2')).toEqual({ role: 'owner' })
  expect(members.of('vostok').items.map(({ role }) => role)).toEqual(['owner', 'admin', 'admin'])
  expect(chats.find('vostok')?.my_role).toBe('admin')
})

test('what I settle for myself is seen at once, and undone when it is refused', async () => {
  vostok()
  const { deeds, chats } = await openTabAsGagarin()
  const chat = chats.find('vostok')!
  server.answers.set('PATCH /api/chats/vostok/settings', { ...chat, pinned: true })
  const deed = deeds.set(chat, { pinned: true })
  expect(chats.find('vostok')?.pinned).toBe(true)
  await deed
  server.refuse('PATCH /api/chats/vostok/settings', { status: 503, code: 'overloaded', detail: '' })
  await expect(deeds.set(chats.find('vostok')!, { pinned: false })).rejects.toThrow()
  expect(chats.find('vostok')?.pinned).toBe(true)
})

test('leaving is asked about, and takes the chat away', async () => {
  vostok({ my_role: 'member' })
  const { chats, choices, confirm, route, locale } = await openTabAsGagarin()
  locale.use('ru')
  route.open('vostok')
  const leave = choices(chats.find('vostok')!, Date.now(), () => undefined).at(-1)
  expect(leave?.text).toBe('Покинуть группу')
  leave?.run()
  expect(confirm.question?.text).toContain('Восток')
  await confirm.question?.run()
  expect([chats.items, route.chatId]).toEqual([[], null])
  await settle(6000)
  expect(server.calls).toContain('DELETE /api/chats/vostok/members/1')
  expect(chats.find('vostok')).toBeUndefined()
  expect(route.chatId).toBeNull()
})

test('a deed that is refused says so', async () => {
  vostok({ my_role: 'owner' })
  const { chats, choices, confirm, toasts } = await openTabAsGagarin()
  server.refuse('DELETE /api/chats/vostok', { status: 403, code: 'not_allowed', detail: '' })
  choices(chats.find('vostok')!, Date.now(), () => undefined)
    .at(-1)
    ?.run()
  await confirm.question?.run()
  await settle(6000)
  expect(toasts.shown).toMatchObject([{ look: 'error' }])
  expect(chats.items).toHaveLength(1)
})

test('leaving can be regretted, and nobody hears of it', async () => {
  vostok({ my_role: 'member' })
  const { chats, choices, confirm, toasts } = await openTabAsGagarin()
  const leave = choices(chats.find('vostok')!, Date.now(), () => undefined).at(-1)
  leave?.run()
  await confirm.question?.run()
  expect(chats.items).toEqual([])
  toasts.shown[0]?.action?.run()
  await settle(10_000)
  expect(chats.items).toHaveLength(1)
  expect(server.calls.filter((call) => call.startsWith('DELETE'))).toEqual([])
})

test('a cleared history is empty at once, and back when it is regretted', async () => {
  vostok()
  server.write('vostok', tereshkova, 'Слышу вас')
  const { chats, choices, confirm, messages, toasts } = await openTabAsGagarin()
  const thread = messages.of('vostok')
  await thread.enter()
  await settle()
  const items = choices(chats.find('vostok')!, Date.now(), () => undefined)
  items.find(({ icon }) => icon === 'broom')?.run()
  await confirm.question?.run()
  expect(thread.items).toEqual([])
  server.write('vostok', tereshkova, 'Это уже потом')
  await settle()
  expect(thread.items.map(({ text }) => text)).toEqual(['Это уже потом'])
  toasts.shown[0]?.action?.run()
  await settle(10_000)
  expect(thread.items.map(({ text }) => text)).toEqual(['Слышу вас', 'Это уже потом'])
  expect(server.calls).not.toContain('POST /api/chats/vostok/clear')
})

test('what is cleared on another device is gone here, too', async () => {
  vostok()
  server.write('vostok', tereshkova, 'Слышу вас')
  const { messages } = await openTabAsGagarin()
  const thread = messages.of('vostok')
  await thread.enter()
  await settle()
  Line.say('chat:update', { chat_id: 'vostok', visible_after: 1 })
  expect(thread.items).toEqual([])
})

test('who writes in a group is called by name, also by one we have not met', async () => {
  server.crowd()
  const { activity, chats, locale } = await openTabAsGagarin()
  locale.use('ru')
  server.people = [korolev]
  Line.say('typing:start', { chat_id: 'vostok', user_id: '3', action: 'text' })
  await settle()
  expect(activity(chats.find('vostok')!)).toBe('Сергей печатает')
})

test('an invitation leads in, from wherever it was opened', async () => {
  history.replaceState(null, '', '/join/aB3dE5')
  server.answers.set('GET /api/invites/aB3dE5', { code: 'aB3dE5', chat_id: null, title: 'Восток' })
  const { route } = await openTabAsGagarin()
  expect(route.invitation).toBe('aB3dE5')
  route.open('vostok')
  expect(route.invitation).toBeNull()
  expect(location.pathname).toBe('/c/vostok')
  route.leave()
})

test('links are made for so long and so many, and can be revoked', async () => {
  const { Invites, linkOf } = await openTabAsGagarin()
  const invite = (code: string) => ({ code, chat_id: 'vostok', expires_at: null, max_uses: null, uses: 0 })
  server.answers.set('GET /api/chats/vostok/invites?limit=100', { invites: [invite('old')] })
  server.answers.set('POST /api/chats/vostok/invites', invite('new'))
  const invites = new Invites('vostok')
  await invites.load()
  await invites.make(1, 10)
  const terms = server.bodies.get('POST /api/chats/vostok/invites') as { expires_at: string; max_uses: number }
  expect(terms.max_uses).toBe(10)
  expect(new Date(terms.expires_at).getTime() - Date.now()).toBeGreaterThan(23 * 60 * 60_000)
  expect(invites.items.map(linkOf)).toEqual(['http://kocmoc.test/join/new', 'http://kocmoc.test/join/old'])
  await invites.revoke('old')
  expect(server.calls).toContain('DELETE /api/chats/vostok/invites/old')
  expect(invites.items).toHaveLength(1)
})

test('what one may do follows from what a chat is and from one’s role in it', async () => {
  const { canManage, canSeeMembers, canDismiss, canAppoint } = await openTabAsGagarin()
  const as = (type: Chat['type'], my_role: Chat['my_role']) => server.crowd({ type, my_role })
  expect(canManage(as('direct', 'member'))).toBe(false)
  expect(canSeeMembers(as('channel', 'member'))).toBe(false)
  expect(canDismiss(as('group', 'admin'), member(korolev, 'admin'), '1')).toBe(false)
  expect(canDismiss(as('group', 'admin'), member(korolev), '1')).toBe(true)
  expect(canDismiss(as('group', 'owner'), member(gagarin, 'owner'), '1')).toBe(false)
  expect(canAppoint(as('group', 'admin'), member(korolev), '1')).toBe(false)
})
