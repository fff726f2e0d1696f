-- Conversations, whole: what a message can carry, what can happen to it, and what a member may want of a chat.

-- What the reader of a message sees is in its row, so that a page of history is one scan of the primary key. What is
-- asked the other way round (who reacted, which message a file belongs to) has a table of its own below.
alter table messages
    add column entities jsonb,
    add column attachments jsonb,
    add column reactions jsonb,
    add column link_preview jsonb,
    -- What was done, in a message of type 'system': {kind, actor_id, user_ids, value}.
    add column deed jsonb,
    add column silent boolean not null default false,
    add column pinned_at timestamptz,
    add column reply_to_seq bigint,
    -- The first author of a forward, and where their message stood. No foreign key: that chat may end before this one.
    add column forward_user_id bigint references users,
    add column forward_chat_id bigint,
    add column forward_seq bigint,
    add column forward_sent_at timestamptz,
    add check ((type = 'system') = (deed is not null)),
    add check (reply_to_seq < seq),
    add check ((forward_user_id is null) = (forward_sent_at is null));

create index messages_pinned on messages (chat_id, pinned_at) where pinned_at is not null;

-- Which files a message shows. A forward shows the same file again, so one file may be in many messages.
create table message_files (
    chat_id bigint not null,
    seq bigint not null,
    file_id bigint not null,
    primary key (chat_id, seq, file_id),
    foreign key (chat_id, seq) references messages on delete cascade
);

create index message_files_of_file on message_files (file_id, chat_id, seq);

create table reactions (
    chat_id bigint not null,
    seq bigint not null,
    user_id bigint not null references users,
    emoji text not null check (char_length(emoji) <= 32),
    reacted_at timestamptz not null default now(),
    primary key (chat_id, seq, user_id, emoji),
    foreign key (chat_id, seq) references messages on delete cascade
);

-- The texts a message had before, oldest first.
create table message_edits (
    chat_id bigint not null,
    seq bigint not null,
    version bigint not null,
    text text not null,
    entities jsonb,
    written_at timestamptz not null,
    primary key (chat_id, seq, version),
    foreign key (chat_id, seq) references messages on delete cascade
);

-- Who is named in a message, for the count of unread mentions.
create table mentions (
    chat_id bigint not null,
    user_id bigint not null references users,
    seq bigint not null,
    primary key (chat_id, user_id, seq),
    foreign key (chat_id, seq) references messages on delete cascade
);

create index mentions_of_message on mentions (chat_id, seq);

create table scheduled (
    id bigint generated always as identity primary key,
    chat_id bigint not null references chats on delete cascade,
    user_id bigint not null references users,
    client_id uuid not null,
    -- As it would have been sent, already checked.
    draft jsonb not null,
    send_at timestamptz not null,
    created_at timestamptz not null default now(),
    unique (chat_id, user_id, client_id)
);

-- The files a message that waits will show.
create table scheduled_files (
    scheduled_id bigint not null references scheduled on delete cascade,
    file_id bigint not null,
    place integer not null,
    primary key (scheduled_id, file_id)
);

create index scheduled_files_of_file on scheduled_files (file_id);

create index scheduled_due on scheduled (send_at);
create index scheduled_of_author on scheduled (chat_id, user_id, send_at, id);

alter table chats
    -- Folded by the program, so that a title can be looked for without case.
    add column title_key text collate "C" not null default '',
    -- Ended for everybody: nobody is in it any more, and a sweeper takes what is left.
    add column deleted_at timestamptz;

create index chats_deleted on chats (deleted_at) where deleted_at is not null;

alter table members
    -- What this member sees begins behind this place: they joined then, or have cleared their history.
    add column visible_after bigint not null default 0 check (visible_after >= 0),
    -- A direct chat one has deleted: gone from the list until there is something behind `visible_after`.
    add column hidden_at timestamptz,
    add column pinned_at timestamptz,
    add column muted_until timestamptz,
    add column marked_unread boolean not null default false,
    add column draft text check (char_length(draft) <= 4096);

-- Exactly one owner: at most one by this index, at least one by every statement that takes an owner away.
create unique index members_owner on members (chat_id) where role = 'owner';

-- The order in which members are listed, and in which they inherit a group.
create index members_by_rank on members (
    chat_id, (case role when 'owner' then 0 when 'admin' then 1 else 2 end), joined_at, user_id
);

-- Of groups and channels; counting them for every look at a list of chats would be a scan.
alter table chat_heads add column members_count integer not null default 0 check (members_count >= 0);

-- The two highest marks of a group, so that how far anybody else has read is a look-up for each of its members.
create table chat_fronts (
    chat_id bigint primary key references chats on delete cascade,
    first_user_id bigint,
    first_seq bigint not null default 0,
    second_user_id bigint,
    second_seq bigint not null default 0,
    changed_in bigint not null default pg_current_xact_id()::text::bigint,
    check (first_seq >= second_seq)
) with (fillfactor = 50);

create table blocks (
    user_id bigint not null references users on delete cascade,
    blocked_id bigint not null references users on delete cascade,
    created_at timestamptz not null default now(),
    primary key (user_id, blocked_id),
    check (user_id <> blocked_id)
);

create index blocks_of_blocked on blocks (blocked_id, user_id);

create table chat_invites (
    code text collate "C" primary key,
    chat_id bigint not null references chats on delete cascade,
    created_by bigint not null references users,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    max_uses integer check (max_uses > 0),
    uses integer not null default 0,
    revoked_at timestamptz,
    check (max_uses is null or uses <= max_uses)
);

create index chat_invites_of_chat on chat_invites (chat_id, created_at, code);
create index chat_invites_over on chat_invites (least(expires_at, revoked_at));

create table reports (
    id bigint generated always as identity primary key,
    reporter_id bigint not null references users,
    user_id bigint references users,
    chat_id bigint,
    seq bigint,
    reason text not null check (char_length(reason) between 1 and 1024),
    -- What was reported, as it was: the message may be deleted by the time somebody looks.
    excerpt text not null default '',
    created_at timestamptz not null default now(),
    resolved_at timestamptz,
    resolved_by bigint references users,
    resolution text,
    check ((chat_id is null) = (seq is null)),
    check (user_id is not null or chat_id is not null)
);

create index reports_open on reports (created_at, id) where resolved_at is null;

-- What a direct chat is called and looks like is the other person's: the transaction that last changed that.
alter table users add column changed_in bigint not null default pg_current_xact_id()::text::bigint;

create function note_change() returns trigger language plpgsql as $$
begin
    new.changed_in := pg_current_xact_id()::text::bigint;
    return new;
end $$;

create trigger users_changed before update of username, display_name, bio, avatar on users
    for each row execute function note_change();
