import { beforeEach, expect, test } from 'vitest'
import { tereshkova } from '../testing/cast'
import { Server } from '../testing/server'
import { openTab, settle } from '../testing/tab'

let server: Server

beforeEach(() => {
  server = new Server()
})

async function registration() {
  const { RegistrationForm } = await openTab()
  const form = new RegistrationForm()
  Object.assign(form, { username: 'gagarin', email: 'gagarin@vostok.test', password: 'poyekhali' })
  return form
}

test('nobody is scolded before they have tried', async () => {
  const form = await registration()
  form.username = '1'
  expect(form.complaints).toEqual({})
  expect(await form.submit()).toBe(false)
  expect(form.complaints).toEqual({ username: 'username_format' })
  form.username = 'gagarin'
  expect(form.complaints).toEqual({})
})

test.each([
  ['', 'required'],
  ['ab', 'username_format'],
  ['1abc', 'username_format'],
  ['юрий', 'username_format'],
  ['a'.repeat(33), 'username_format'],
])('the username %j is refused', async (username, complaint) => {
  const form = await registration()
  form.username = username
  await form.submit()
  expect(form.complaints.username).toBe(complaint)
})

test.each([
  ['1234567', 'password_length'],
  ['я'.repeat(37), 'password_length'],
  ['🚀'.repeat(2), undefined],
  ['я'.repeat(36), undefined],
])('passwords are measured in bytes: %j', async (password, complaint) => {
  const form = await registration()
  form.password = password
  await form.submit()
  expect(form.complaints.password).toBe(complaint)
})

test('a taken name is said beside the name', async () => {
  const form = await registration()
  server.refuse('POST /api/auth/register', { status: 409, code: 'username_taken', detail: '' })
  await form.submit()
  expect(form.error?.code).toBe('username_taken')
  expect(form.complaints).toEqual({ username: 'username_taken' })
})

test('fields the server refuses are marked, whatever it calls them', async () => {
  const form = await registration()
  const errors = [{ field: 'display_name', message: 'no' }]
  server.refuse('POST /api/auth/register', { status: 422, code: 'validation_failed', detail: '', errors })
  await form.submit()
  expect(form.complaints).toEqual({ displayName: 'validation_failed' })
})

test('a server that wants a code is given one', async () => {
  const form = await registration()
  server.refuse('POST /api/auth/register', { status: 403, code: 'setup_required', detail: '' })
  await form.submit()
  expect(form.needsInvite).toBe(true)
  form.invite = ' 1234 '
  expect(await form.submit()).toBe(true)
  expect(server.bodies.get('POST /api/auth/register')).toEqual({
    username: 'gagarin',
    email: 'gagarin@vostok.test',
    password: 'poyekhali',
    invite: '1234',
  })
})

test('an account with a second factor is asked for it', async () => {
  const { LoginForm } = await openTab()
  const form = new LoginForm()
  Object.assign(form, { login: ' gagarin ', password: ' with blanks ' })
  server.refuse('POST /api/auth/login', { status: 401, code: 'totp_required', detail: '' })
  expect(await form.submit()).toBe(false)
  expect(form.needsTotp).toBe(true)
  expect(await form.submit()).toBe(false)
  form.totp = '123456'
  expect(await form.submit()).toBe(true)
  expect(server.bodies.get('POST /api/auth/login')).toEqual({
    login: 'gagarin',
    password: ' with blanks ',
    totp: '123456',
  })
})

test('a server that does not answer is told apart from one that refuses', async () => {
  const form = await registration()
  server.isUp = false
  await form.submit()
  expect(form.error?.code).toBe('unreachable')
})

test('the profile saves what differs, and shows what was stored', async () => {
  const { session, ProfileForm } = await openTab()
  await session.login({ login: 'gagarin', password: 'poyekhali' })
  await settle()
  const form = new ProfileForm()
  expect(form.changed).toBe(false)
  form.bio = '  Первый  '
  expect(form.changed).toBe(true)
  expect(await form.submit()).toBe(true)
  expect(server.bodies.get('PATCH /api/users/me')).toEqual({ bio: 'Первый' })
  expect(session.me?.bio).toBe('Первый')
  expect(form.changed).toBe(false)
})

test('what is wrong with the password or the code is said there', async () => {
  const { session, DepartureForm, EmailForm, TotpForm } = await openTab()
  await session.login({ login: 'gagarin', password: 'poyekhali' })
  await settle()
  const leaving = new DepartureForm()
  leaving.password = 'wrong'
  server.refuse('DELETE /api/users/me', { status: 403, code: 'wrong_password', detail: '' })
  expect(await leaving.submit()).toBe(false)
  expect(leaving.complaints).toEqual({ password: 'wrong_password' })
  const moving = new EmailForm('titov@vostok.test')
  moving.code = '000000'
  server.refuse('PATCH /api/users/me/email', { status: 401, code: 'invalid_code', detail: '' })
  expect(await moving.submit()).toBe(false)
  expect(server.calls.filter((call) => call === 'PATCH /api/users/me/email')).toHaveLength(1)
  moving.code = '417952'
  server.answers.set('PATCH /api/users/me/email', () => null)
  expect(await moving.submit()).toBe(true)
  expect(session.me).toMatchObject({ email: 'titov@vostok.test', email_verified: true })
  const guarding = new TotpForm()
  server.answers.set('POST /api/auth/totp/setup', { uri: 'otpauth://totp/KOCMOC', secret: 'ABC' })
  server.answers.set('POST /api/auth/totp/enable', { recovery_codes: ['aaaa-bbbb'] })
  await guarding.begin()
  guarding.code = '417952'
  expect(await guarding.submit()).toBe(true)
  expect([guarding.recoveryCodes, session.me?.totp_enabled]).toEqual([['aaaa-bbbb'], true])
})

test('whoever leaves for good is out', async () => {
  const { session, DepartureForm } = await openTab()
  await session.login({ login: 'gagarin', password: 'poyekhali' })
  await settle()
  const form = new DepartureForm()
  form.password = 'poyekhali'
  server.answers.set('DELETE /api/users/me', () => null)
  expect(await form.submit()).toBe(true)
  expect(server.bodies.get('DELETE /api/users/me')).toEqual({ password: 'poyekhali' })
  expect([session.status, session.me]).toEqual(['out', null])
})

test('whom one blocks is on the list until it is taken back', async () => {
  const { session, blocks } = await openTab()
  await session.login({ login: 'gagarin', password: 'poyekhali' })
  await settle()
  server.answers.set('GET /api/users/me/blocks?limit=100', { blocks: [], next_cursor: null })
  await Promise.all([blocks.load(), blocks.load()])
  expect(server.calls.filter((call) => call.startsWith('GET /api/users/me/blocks'))).toHaveLength(1)
  await blocks.block(tereshkova)
  expect([blocks.has(tereshkova.id), blocks.items]).toEqual([true, [tereshkova]])
  await blocks.unblock(tereshkova.id)
  expect(blocks.items).toEqual([])
})
