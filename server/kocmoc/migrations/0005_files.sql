-- Files people have uploaded, and pictures made of them.

create table files (
    id bigint generated always as identity primary key,
    owner_id bigint not null references users,
    kind text not null check (kind in ('photo', 'video', 'document', 'audio', 'sticker')),
    -- What messages and stories show of it, ready made: an Attachment of the wire, `id` and all.
    attachment jsonb not null,
    -- Random names in the storage; what was uploaded has been checked and, where it is a picture, drawn anew.
    key text not null unique,
    thumbnail_key text unique,
    name text not null check (octet_length(name) between 1 and 255),
    mime text not null,
    -- Of everything that is stored of it, the thumbnail included: what counts against its owner's quota.
    bytes bigint not null check (bytes >= 0),
    created_at timestamptz not null default now(),
    -- When it became part of a message, a story, a pack or somebody's avatar. Until then it is its owner's alone, and
    -- after a day it is swept.
    claimed_at timestamptz,
    -- A photo's public name, for when it is somebody's avatar: a square is made of it then, of so many bytes. The name is
    -- there from the beginning, so that whatever becomes of the making, what it left is found.
    avatar text unique,
    avatar_bytes bigint check (avatar_bytes is null or avatar is not null)
);

create index files_of_owner on files (owner_id, id);
create index files_unclaimed on files (created_at) where claimed_at is null;

-- A message shows only files there are; and while somebody is about to show one, nobody takes it away.
alter table message_files add foreign key (file_id) references files;
alter table scheduled_files add foreign key (file_id) references files;

create index users_avatar on users (avatar) where avatar is not null;
create index chats_avatar on chats (avatar) where avatar is not null;

-- Files that may be shown by nothing any more: a sweeper looks, and takes away those that are not. Whatever takes away a
-- use of a file puts it here, in its own transaction, so that none is forgotten, not even by a kill.
create table loose_files (
    file_id bigint primary key references files on delete cascade,
    loosened_at timestamptz not null default now()
);

create function loosen_files() returns trigger language plpgsql as $$
begin
    insert into loose_files (file_id) select distinct file_id from gone where file_id is not null
    on conflict do nothing;
    return null;
end $$;

create trigger message_files_gone after delete on message_files
    referencing old table as gone for each statement execute function loosen_files();

create trigger scheduled_files_gone after delete on scheduled_files
    referencing old table as gone for each statement execute function loosen_files();

create function loosen_avatar() returns trigger language plpgsql as $$
begin
    insert into loose_files (file_id) select id from files where avatar = old.avatar
    on conflict do nothing;
    return null;
end $$;

create trigger users_avatar_changed after update of avatar on users
    for each row when (old.avatar is distinct from new.avatar and old.avatar is not null)
    execute function loosen_avatar();

create trigger chats_avatar_changed after update of avatar on chats
    for each row when (old.avatar is distinct from new.avatar and old.avatar is not null)
    execute function loosen_avatar();

create trigger chats_avatar_gone after delete on chats
    for each row when (old.avatar is not null)
    execute function loosen_avatar();
