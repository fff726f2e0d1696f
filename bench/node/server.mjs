// The stack people would otherwise build on: Express 5, pg, socket.io 4, over the same schema. Tuned as its authors
// would: named prepared statements, one statement for each message, no logging, no compression, no limits.
// With BATCH=1 it gathers what arrives while a batch is being written, as our journal does. What it reads it asks for in
// our words (STATEMENTS), so that both answer the same from the same plans.
import { createServer } from 'node:http'
import express from 'express'
import jwt from 'jsonwebtoken'
import pg from 'pg'
import { Server } from 'socket.io'

const { PORT, DATABASE_URL, SECRET, BATCH, STATEMENTS } = process.env
const options = '-c jit=off -c plan_cache_mode=force_generic_plan -c timezone=UTC'
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10, options })
const statements = JSON.parse(STATEMENTS)
pg.types.setTypeParser(20, Number)

const SEND = `
  with me as (select 1 from members where chat_id = $1 and user_id = $2),
  known as (select * from messages where chat_id = $1 and sender_id = $2 and client_id = $3),
  head as (
    update chat_heads
    set last_seq = last_seq + 1, version = version + 1, countable = countable + 1, last_message_at = now()
    where chat_id = $1 and exists (select from me) and not exists (select from known)
    returning last_seq, version, countable, last_message_at
  ),
  written as (
    insert into messages (chat_id, seq, version, sender_id, client_id, type, text, countable, created_at)
    select $1, last_seq, version, $2, $3, 'text', $4, countable, last_message_at from head
    returning *
  )
  select m.*, u.username, u.display_name
  from (select * from written union all select * from known) m join users u on u.id = m.sender_id`

const SEND_MANY = `
  with drafts as (
    select d.*, row_number() over (partition by d.chat_id order by d.n) as place
    from unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::text[]) with ordinality
      as d (chat_id, sender_id, client_id, text, n)
    join members r on r.chat_id = d.chat_id and r.user_id = d.sender_id
  ),
  head as (
    update chat_heads h
    set last_seq = last_seq + t.total, version = version + t.total, countable = countable + t.total,
        last_message_at = now()
    from (select chat_id, count(*) as total from drafts group by chat_id) t
    where h.chat_id = t.chat_id
    returning h.chat_id, last_seq - t.total as seq, version - t.total as version, countable - t.total as countable,
      last_message_at
  ),
  written as (
    insert into messages (chat_id, seq, version, sender_id, client_id, type, text, countable, created_at)
    select d.chat_id, h.seq + d.place, h.version + d.place, d.sender_id, d.client_id, 'text', d.text,
      h.countable + d.place, h.last_message_at
    from drafts d join head h on h.chat_id = d.chat_id
    returning *
  )
  select w.*, u.username, u.display_name, d.n
  from written w join drafts d on d.chat_id = w.chat_id and d.client_id = w.client_id join users u on u.id = w.sender_id
  order by d.n`

const ROOMS = 'select chat_id from members where user_id = $1'

const picture = (name) => (name ? `/files/avatars/${name}` : null)

const message = (row) => ({
  id: `${row.chat_id}-${row.seq}`,
  chat_id: `${row.chat_id}`,
  seq: row.seq,
  version: row.version,
  client_id: row.client_id,
  sender: {
    id: `${row.sender_id}`,
    username: row.username,
    display_name: row.display_name,
    avatar_url: picture(row.avatar),
    accent: row.sender_id % 8,
  },
  type: row.type,
  text: row.text,
  entities: row.entities ?? [],
  attachments: row.attachments ?? [],
  reply_to: row.reply_to_seq && {
    id: `${row.chat_id}-${row.reply_to_seq}`,
    seq: row.reply_to_seq,
    sender_name: row.quote_name,
    type: row.quote_type,
    text: row.reply_to_seq > row.visible_after ? row.quote_text : '',
    deleted: row.quote_deleted_at !== null,
  },
  forwarded_from: row.forward_user_id && { sender_name: row.forward_name, sent_at: row.forward_sent_at },
  reactions: row.reactions ?? [],
  my_reactions: row.mine ?? [],
  link_preview: row.link_preview ?? null,
  system: row.deed ?? null,
  silent: row.silent,
  edited: Boolean(row.edited_at),
  edited_at: row.edited_at ?? null,
  pinned: Boolean(row.pinned_at),
  deleted: Boolean(row.deleted_at),
  created_at: row.created_at,
})

const ask = async (name, text, values) => (await pool.query({ name, text, values })).rows

async function writeOne(draft) {
  const [row] = await ask('send', SEND, [draft.chat, draft.user, draft.client, draft.text])
  return row
}

// What is waiting while one batch is written goes out with the next.
let waiting = []
let writing = false

function writeTogether(draft) {
  return new Promise((resolve, reject) => {
    waiting.push({ draft, resolve, reject })
    if (!writing) void flush()
  })
}

async function flush() {
  writing = true
  while (waiting.length) {
    const batch = waiting.splice(0, 512)
    const column = (name) => batch.map(({ draft }) => draft[name])
    try {
      const rows = await ask('send_many', SEND_MANY, ['chat', 'user', 'client', 'text'].map(column))
      const found = new Map(rows.map((row) => [Number(row.n), row]))
      batch.forEach(({ resolve }, place) => resolve(found.get(place + 1)))
    } catch (error) {
      batch.forEach(({ reject }) => reject(error))
    }
  }
  writing = false
}

const write = BATCH ? writeTogether : writeOne

async function send(user, chat, { client_id, text }) {
  if (typeof text !== 'string' || !text.trim() || text.length > 4096) return null
  const row = await write({ chat: Number(chat), user, client: client_id, text })
  if (!row) return null
  const sent = message(row)
  io.to(`chat:${chat}`).emit('message:new', sent)
  return sent
}

const app = express()
app.disable('x-powered-by')
app.disable('etag')
const http = createServer(app)
const io = new Server(http, { perMessageDeflate: false, serveClient: false })

const who = (token) => Number(jwt.verify(token, SECRET, { algorithms: ['HS256'], audience: 'access' }).sub)

app.use('/api', (request, response, next) => {
  try {
    request.user = who((request.headers.authorization ?? '').slice(7))
    next()
  } catch {
    response.status(401).json({ code: 'unauthorized' })
  }
})

app.get('/api/chats', async (request, response) => {
  const rows = await ask('list', statements.list, [request.user, true, '9999-01-01Z', 0, '', 101])
  const [{ total }] = await ask('unread', statements.unread, [request.user])
  const chats = rows.slice(0, 100).map((row) => ({
    id: `${row.id}`,
    type: row.chat_type,
    title: row.title,
    description: row.description,
    avatar_url: picture(row.chat_avatar),
    accent: row.id % 8,
    peer: null,
    my_role: row.role,
    members_count: row.members_count,
    history: row.history,
    last_message: row.seq && message(row),
    unread_count: Math.min(row.unread_count, 999),
    unread_mentions_count: row.unread_mentions_count,
    last_read_seq: row.last_read_seq,
    peer_read_seq: row.peer_read_seq,
    last_seq: row.last_seq,
    visible_after: row.begins_after,
    version: row.head_version,
    pinned: row.is_pinned,
    marked_unread: row.marked_unread,
    muted_until: row.muted_until,
    draft: row.draft,
    created_at: row.chat_created_at,
    updated_at: row.updated_at,
  }))
  response.json({ chats, next_cursor: null, unread_total: total })
})

app.get('/api/chats/:chat/messages', async (request, response) => {
  const rows = await ask('history', statements.history, [request.params.chat, request.user])
  response.json({ messages: rows.reverse().map(message), has_more_before: true, has_more_after: false })
})

app.post('/api/chats/:chat/messages', express.json({ limit: '64kb' }), async (request, response) => {
  const sent = await send(request.user, request.params.chat, request.body)
  if (sent) response.status(201).json(sent)
  else response.status(404).json({ code: 'chat_not_found' })
})

io.use((socket, next) => {
  try {
    socket.data.user = who(socket.handshake.auth.token)
    next()
  } catch {
    next(new Error('unauthorized'))
  }
})

io.on('connection', async (socket) => {
  const rooms = await ask('rooms', ROOMS, [socket.data.user])
  await socket.join(rooms.map((row) => `chat:${row.chat_id}`))
  socket.on('message:send', async (draft, acknowledge) => {
    const sent = await send(socket.data.user, draft.chat_id, draft)
    acknowledge(sent ? { ok: true, message: sent } : { ok: false, error: { code: 'chat_not_found' } })
  })
})

http.listen(Number(PORT), '127.0.0.1', () => console.log('ready'))
