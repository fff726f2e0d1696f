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
    claimed_at timestamptz
);

create index files_of_owner on files (owner_id, id);
create index files_unclaimed on files (created_at) where claimed_at is null;
