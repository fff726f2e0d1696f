-- Chats, their members, and the messages in them. Everything hot begins with chat_id, so it could be distributed by it.

create table chats (
    id bigint generated always as identity primary key,
    type text not null check (type in ('direct', 'group', 'channel', 'saved')),
    title text not null default '' check (char_length(title) <= 128),
    description text not null default '' check (char_length(description) <= 500),
    avatar text,
    history text not null default 'all' check (history in ('all', 'from_join')),
    low_user_id bigint references users,
    high_user_id bigint references users,
    created_at timestamptz not null default now(),
    -- A direct chat belongs to one pair, a saved one to one person; there is never a second.
    check ((type in ('direct', 'saved')) = (low_user_id is not null and high_user_id is not null)),
    check ((type = 'saved') = (low_user_id is not null and low_user_id = high_user_id)),
    check (low_user_id <= high_user_id)
);

create unique index chats_of_pair on chats (low_user_id, high_user_id) where low_user_id is not null;

-- What changes with every message. Nothing that changes here is indexed, so updates stay heap-only.
create table chat_heads (
    chat_id bigint primary key references chats on delete cascade,
    last_seq bigint not null default 0 check (last_seq >= 0),
    version bigint not null default 0 check (version >= last_seq),
    countable bigint not null default 0 check (countable between 0 and last_seq),
    last_message_at timestamptz,
    -- The transaction that last changed anything of this chat: what a sync cursor is compared with.
    changed_in bigint not null default pg_current_xact_id()::text::bigint
) with (fillfactor = 50);

create table members (
    chat_id bigint not null references chats on delete cascade,
    user_id bigint not null references users on delete cascade,
    role text not null default 'member' check (role in ('owner', 'admin', 'member')),
    joined_at timestamptz not null default now(),
    last_read_seq bigint not null default 0 check (last_read_seq >= 0),
    -- The running count at the mark: unread messages are a subtraction, not a scan.
    read_countable bigint not null default 0 check (read_countable >= 0),
    changed_in bigint not null default pg_current_xact_id()::text::bigint,
    primary key (chat_id, user_id)
) with (fillfactor = 80);

create index members_of_user on members (user_id, chat_id);

create table messages (
    chat_id bigint not null references chats on delete cascade,
    seq bigint not null check (seq > 0),
    version bigint not null check (version > 0),
    sender_id bigint not null references users,
    client_id uuid,
    type text not null check (type in ('text', 'photo', 'video', 'document', 'audio', 'sticker', 'system')),
    text text not null check (char_length(text) <= 4096),
    -- How many messages that count as unread the chat has had up to this one, itself included.
    countable bigint not null,
    created_at timestamptz not null,
    edited_at timestamptz,
    deleted_at timestamptz,
    primary key (chat_id, seq)
);

create unique index messages_once on messages (chat_id, sender_id, client_id);
create unique index messages_by_version on messages (chat_id, version);
create index messages_of_sender on messages (chat_id, sender_id, seq) where type <> 'system';
create index messages_deleted on messages (chat_id, seq) where deleted_at is not null;
