/** Who lives here and who listens to whom: the only file that knows every room. */
import { chats } from './chats/chats.svelte'
import { deeds } from './chats/deeds'
import { drafts } from './chats/drafts.svelte'
import { members } from './chats/members.svelte'
import type { Changes } from './contract/events'
import type { Message } from './contract/message'
import type { Me, Settings } from './contract/user'
import { connection } from './core/connection.svelte'
import { freshness } from './core/freshness.svelte'
import { locale } from './core/locale.svelte'
import { route } from './core/router.svelte'
import { session } from './core/session.svelte'
import { socket } from './core/socket'
import { token } from './core/token'
import { marks } from './messages/marks'
import { heard } from './messages/mend'
import { outbox } from './messages/outbox'
import { regrets } from './messages/regrets'
import { schedule } from './messages/scheduled/scheduled.svelte'
import { messages } from './messages/threads.svelte'
import { people } from './presence/people.svelte'
import { presence } from './presence/presence.svelte'
import { typing } from './presence/typing.svelte'
import { blocks } from './profile/blocks.svelte'
import { devices } from './profile/devices.svelte'
import { settings } from './profile/settings'
import { sync } from './sync/sync'
import { appearance } from './ui/appearance.svelte'
import { uploads } from './uploads/uploads.svelte'

const CHANGES = [
  'message:new',
  'message:edit',
  'message:forward',
  'message:delete',
  'message:reaction',
  'message:pin',
] as const

function listen() {
  for (const type of CHANGES) socket.on(type, (change: Changes[typeof type]) => happened(type, change))
  socket.on('chat:new', (chat) => chats.put(chat))
  socket.on('chat:update', (change) => chats.update(change))
  socket.on('chat:members', (change) => {
    members.apply(change)
    chats.regroup(change)
  })
  socket.on('chat:read', (mark) => chats.read(mark))
  socket.on('chat:stale', (chat) => messages.stale(chat))
  socket.on('chat:gone', ({ chat_id }) => forget(chat_id))
  socket.on('typing:start', (typist) => typing.start(typist))
  socket.on('typing:stop', (typist) => typing.stop(typist))
  socket.on('presence:update', (seen) => presence.apply(seen))
  socket.on('user:update', (user) => chats.rename(user))
}

function happened<Type extends keyof Changes>(type: Type, change: Changes[Type]) {
  const event = heard(type, change)
  if (!event) return
  messages.apply(event)
  if (event.type === 'message:new') said(event.change)
}

function said(message: Message) {
  typing.stop({ chat_id: message.chat_id, user_id: message.sender.id })
  schedule.said(message)
}

function forget(chatId: string) {
  chats.remove(chatId)
  members.drop(chatId)
  messages.drop(chatId)
  schedule.drop(chatId)
  if (route.chatId === chatId) route.leave()
}

function connect() {
  token.onrenewed = ({ user }) => {
    session.adopt(user)
    void connection.renew()
  }
  connection.onupdate = (within) => sync.run(within)
  connection.ononline = (again) => {
    void outbox.flush()
    void marks.flush()
    void drafts.flush()
    // Who came and went meanwhile is told by no event.
    if (!again) return
    void chats.load()
    members.renew()
    schedule.renew()
    void freshness.check()
  }
  deeds.onleave = forget
  deeds.onclear = (chatId) => messages.empty(chatId)
  messages.onhole = () => void sync.run().catch(() => undefined)
  session.onenter = enter
  session.onlogout = () => Promise.all([settings.flush(), drafts.flush(), marks.flush()])
  session.onleave = leave
}

function enter(me: Me, isNew: boolean) {
  people.learn(me)
  outbox.restore(me)
  drafts.restore(me.id)
  connection.open()
  void chats.load()
  void agree(isNew)
}

/** This device looks as the profile says, and the profile hears what is chosen here: before all else, in a new one. */
async function agree(isNew: boolean) {
  const { theme, neon, textSize } = appearance
  if (isNew) settings.keep({ theme, neon, text_size: textSize, language: locale.current })
  else follow(await settings.load())
  appearance.onchange = ({ theme, neon, textSize }) => settings.keep({ theme, neon, text_size: textSize })
  locale.onchange = (language) => settings.keep({ language })
}

function follow(kept: Settings | null) {
  if (!kept) return
  appearance.adopt({ theme: kept.theme, neon: kept.neon, textSize: kept.text_size })
  if (kept.language) locale.use(kept.language)
}

function leave(byChoice: boolean) {
  appearance.onchange = null
  locale.onchange = () => undefined
  connection.close()
  settings.clear()
  sync.clear()
  messages.clear()
  marks.clear()
  regrets.clear()
  uploads.clear()
  outbox.clear(byChoice)
  schedule.clear()
  drafts.clear(byChoice)
  chats.clear()
  members.clear()
  blocks.clear()
  devices.clear()
  typing.clear()
  presence.clear()
  people.clear()
  if (byChoice) route.leave()
}

export const app = {
  /** To be called once, before anything is shown. */
  start() {
    listen()
    connect()
    void session.start()
  },
}
