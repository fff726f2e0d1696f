import { beforeEach, expect, test } from 'vitest'
import { tereshkova } from '../testing/cast'
import { Post } from '../testing/post'
import { Server } from '../testing/server'
import { openTabAsGagarin, settle } from '../testing/tab'

let server: Server
const id = 'chat-2'
const photo = (name = 'закат.jpg') => new File(['x'.repeat(1000)], name, { type: 'image/jpeg' })
const report = () => new File(['x'.repeat(1000)], 'отчёт.pdf', { type: 'application/pdf' })

beforeEach(() => {
  server = new Server()
  server.chat(tereshkova)
})

async function enter() {
  const tab = await openTabAsGagarin()
  const { writings } = await import('./composer/writing.svelte')
  const { uploads } = await import('../uploads/uploads.svelte')
  const thread = tab.messages.of(id)
  await thread.enter()
  await settle()
  return { ...tab, thread, writing: writings.of(thread), uploads }
}

async function attach(writing: { attach: (files: File[]) => Promise<unknown> }, ...files: File[]) {
  const refused = writing.attach(files)
  await settle()
  return refused
}

test('a photo stands in its place while it is on its way, and does not change when it is there', async () => {
  const { thread, writing, uploads } = await enter()
  await attach(writing, photo())
  writing.text = 'Вечер'
  writing.send()
  const [coming] = thread.items
  expect(coming).toMatchObject({
    type: 'photo',
    text: 'Вечер',
    state: 'sending',
    attachments: [{ url: 'blob:kocmoc' }],
  })
  await settle()
  Post.last.progress(500)
  expect(uploads.find(coming!.attachments[0]!.id)?.part).toBe(0.5)
  Post.last.arrive()
  await settle()
  expect(thread.items).toMatchObject([{ key: coming?.key, state: 'sent', seq: 1, attachments: [{ id: 'file-1' }] }])
  // What lies here already is not fetched back.
  expect(uploads.source(thread.items[0]!.attachments[0]!)).toBe('blob:kocmoc')
})

test('words sent meanwhile do not wait for the file', async () => {
  const { thread, writing } = await enter()
  await attach(writing, report())
  writing.send()
  thread.send('А пока — слова')
  await settle()
  expect(server.history.get(id)?.map(({ text }) => text)).toEqual(['А пока — слова'])
  Post.last.arrive()
  await settle()
  expect(server.history.get(id)?.map(({ type }) => type)).toEqual(['text', 'document'])
})

test('pictures go together, other files after them, the words with the first', async () => {
  const { thread, writing } = await enter()
  await attach(writing, photo('1.jpg'), report(), photo('2.jpg'))
  writing.text = 'Три файла'
  writing.send()
  expect(thread.items.map(({ text, attachments }) => [text, attachments.map(({ name }) => name)])).toEqual([
    ['Три файла', ['1.jpg', '2.jpg']],
    ['', ['отчёт.pdf']],
  ])
})

test('eleven pictures are two messages', async () => {
  const { thread, writing } = await enter()
  await attach(writing, ...Array.from({ length: 11 }, (_, i) => photo(`${i}.jpg`)))
  writing.send()
  expect(thread.items.map(({ attachments }) => attachments.length)).toEqual([10, 1])
})

test('what cannot go is said before anything leaves', async () => {
  const { writing } = await enter()
  const large = Object.defineProperty(photo('велико.jpg'), 'size', { value: 50 * 1024 * 1024 + 1 })
  const refused = await attach(writing, new File(['MZ'], 'вирус.exe'), large, new File([], 'пусто.txt'), photo())
  expect(refused).toEqual([
    { name: 'вирус.exe', code: 'type_not_allowed' },
    { name: 'велико.jpg', code: 'too_large' },
    { name: 'пусто.txt', code: 'empty_file' },
  ])
  expect(writing.staged.map(({ upload }) => upload.file.name)).toEqual(['закат.jpg'])
})

test('a file can be stopped on its way: alone, or with its message when it is the last', async () => {
  const { thread, writing } = await enter()
  await attach(writing, photo('1.jpg'), photo('2.jpg'))
  writing.send()
  await settle()
  const [one, two] = thread.items[0]!.attachments
  thread.leaveOut(thread.items[0]!.key, one!.id)
  await settle()
  expect(thread.items[0]?.attachments.map(({ name }) => name)).toEqual(['2.jpg'])
  thread.leaveOut(thread.items[0]!.key, two!.id)
  await settle()
  expect(thread.items).toEqual([])
  expect(server.history.get(id)).toEqual([])
})

test('a line that breaks is only waited for', async () => {
  const { thread, writing } = await enter()
  await attach(writing, photo())
  writing.send()
  await settle()
  Post.last.break()
  await settle(1_000)
  expect(thread.items).toMatchObject([{ state: 'sending' }])
  Post.last.arrive()
  await settle()
  expect(thread.items).toMatchObject([{ state: 'sent' }])
})

test('a file the server refuses fails its message with a reason, and can be tried again', async () => {
  const { thread, writing } = await enter()
  await attach(writing, photo())
  writing.send()
  await settle()
  Post.last.answer(415, { code: 'type_not_allowed' })
  await settle()
  expect(thread.items).toMatchObject([{ state: 'failed', error: 'type_not_allowed' }])
  thread.retry(thread.items[0]!.key)
  await settle()
  Post.last.arrive()
  await settle()
  expect(thread.items).toMatchObject([{ state: 'sent' }])
})

test('others see that a file is being sent', async () => {
  const { writing } = await enter()
  await attach(writing, photo())
  writing.send()
  await settle()
  expect(server.saidOf('typing:start')).toEqual([{ chat_id: id, action: 'upload' }])
})

test('an answer carries what it answers, and the answered is shown in it', async () => {
  server.write(id, tereshkova, 'Как связь?')
  const { thread, writing } = await enter()
  writing.answer(thread.items[0]!)
  writing.text = 'Отлично'
  writing.send()
  expect(writing.reply).toBeNull()
  await settle()
  expect(thread.items[1]).toMatchObject({ text: 'Отлично', reply_to: { seq: 1, text: 'Как связь?' } })
})

test('formatting leaves as entities', async () => {
  const { writing } = await enter()
  writing.text = 'Это **важно**'
  writing.send()
  await settle()
  expect(server.saidOf('message:send')).toMatchObject([
    { text: 'Это важно', entities: [{ type: 'bold', offset: 4, length: 5 }] },
  ])
})
