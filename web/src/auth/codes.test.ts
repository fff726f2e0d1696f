import { beforeEach, expect, test } from 'vitest'
import { gagarin } from '../testing/cast'
import { Server } from '../testing/server'
import { openTab, settle } from '../testing/tab'
import { digits } from '../ui/digits'

let server: Server

beforeEach(() => {
  server = new Server()
})

const wrong = { status: 401, code: 'invalid_code', detail: '' }

test.each([
  ['417952', '417952'],
  ['417 952', '417952'],
  ['417-952\n', '417952'],
  ['４１７９５２', '417952'],
  ['Ваш код: 417952', '417952'],
  ['4179521', '417952'],
  ['４١x', '4'],
  ['', ''],
])('of %j the code is %j', (typed, code) => {
  expect(digits(typed)).toBe(code)
})

test('a code is asked for once, and again only after the time the server names', async () => {
  const { MailingForm } = await openTab()
  const form = new MailingForm()
  expect(await form.submit()).toBe(false)
  expect(form.complaints).toEqual({ email: 'required' })
  form.email = ` ${gagarin.email} `
  expect(await form.submit()).toBe(true)
  expect(server.bodies.get('POST /api/auth/send-code')).toEqual({ email: gagarin.email })
  expect(form.sentTo).toBe(gagarin.email)
  expect(form.resend.text).toBe('1:00')
  await settle(18_000)
  expect(form.resend.text).toBe('0:42')
  await form.submit()
  expect(server.calls.filter((call) => call.endsWith('send-code'))).toHaveLength(1)
  await settle(42_000)
  expect(form.resend.left).toBe(0)
  await form.submit()
  expect(server.calls.filter((call) => call.endsWith('send-code'))).toHaveLength(2)
})

test('another address gets a code of its own at once', async () => {
  const { MailingForm } = await openTab()
  const form = new MailingForm()
  form.email = 'gagarin@vostok.test'
  await form.submit()
  form.email = 'titov@vostok.test'
  await form.submit()
  expect(form.sentTo).toBe('titov@vostok.test')
})

test('a code that was sent a moment ago, from another tab, is as good', async () => {
  const { MailingForm } = await openTab()
  const form = new MailingForm()
  form.email = gagarin.email
  server.refuse('POST /api/auth/send-code', { status: 429, code: 'code_too_soon', detail: '', retry_after: 20 })
  expect(await form.submit()).toBe(true)
  expect(form.resend.left).toBe(20)
})

test('too many of them are refused', async () => {
  const { MailingForm } = await openTab()
  const form = new MailingForm()
  form.email = gagarin.email
  server.refuse('POST /api/auth/send-code', { status: 429, code: 'too_many_requests', detail: '' })
  expect(await form.submit()).toBe(false)
  expect(form.error?.code).toBe('too_many_requests')
  expect(form.sentTo).toBeNull()
})

test('the right code shows that it is right, and then one is in', async () => {
  const { CodeForm, WAVE, session } = await openTab()
  const form = new CodeForm(gagarin.email)
  form.code = '417952'
  expect(form.sendsItself).toBe(true)
  const done = form.submit()
  await settle()
  expect([form.right, session.status]).toEqual([true, 'out'])
  await settle(WAVE)
  expect([await done, session.status, session.me?.id]).toEqual([true, 'in', gagarin.id])
  expect(server.bodies.get('POST /api/auth/verify-code')).toEqual({ email: gagarin.email, code: '417952' })
})

test('a wrong code makes room for another', async () => {
  const { CodeForm } = await openTab()
  const form = new CodeForm(gagarin.email)
  form.code = '000000'
  server.refuse('POST /api/auth/verify-code', wrong)
  expect(await form.submit()).toBe(false)
  expect(form.error?.code).toBe('invalid_code')
  expect([form.code, form.right]).toEqual(['', false])
})

test('half a code is not sent', async () => {
  const { CodeForm } = await openTab()
  const form = new CodeForm(gagarin.email)
  form.code = '417'
  expect(await form.submit()).toBe(false)
  expect(server.calls).not.toContain('POST /api/auth/verify-code')
})

test('with two steps the second is asked for, and the code stays', async () => {
  const { CodeForm, WAVE } = await openTab()
  const form = new CodeForm(gagarin.email)
  form.code = '417952'
  server.refuse('POST /api/auth/verify-code', { status: 401, code: 'totp_required', detail: '' })
  await form.submit()
  expect([form.needsTotp, form.code, form.sendsItself]).toEqual([true, '417952', false])
  form.totp = ' abcd-efgh '
  const done = form.submit()
  await settle(WAVE)
  expect(await done).toBe(true)
  expect(server.bodies.get('POST /api/auth/verify-code')).toMatchObject({ code: '417952', totp: 'abcd-efgh' })
})

test('a forgotten password is replaced with the code', async () => {
  const { CodeForm, WAVE } = await openTab()
  const form = new CodeForm(gagarin.email, { reset: true })
  form.code = '417952'
  expect(form.sendsItself).toBe(false)
  form.password = 'short'
  expect(await form.submit()).toBe(false)
  expect(form.complaints).toEqual({ password: 'password_length' })
  form.password = 'poyekhali-1961'
  const done = form.submit()
  await settle(WAVE)
  expect(await done).toBe(true)
  const body = { email: gagarin.email, code: '417952', new_password: 'poyekhali-1961' }
  expect(server.bodies.get('POST /api/auth/reset')).toEqual(body)
})

test('an invitation that came as a link is filled in already', async () => {
  history.replaceState(null, '', '/?invite=to-the-stars')
  const { RegistrationForm } = await openTab()
  const form = new RegistrationForm()
  expect([form.needsInvite, form.invite]).toEqual([true, 'to-the-stars'])
  history.replaceState(null, '', '/')
})
