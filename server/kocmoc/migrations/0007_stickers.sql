-- Packs of stickers, and who has which.

-- The files of our own pack are nobody's.
alter table files alter column owner_id drop not null;

create table sticker_packs (
    id bigint generated always as identity primary key,
    -- Without an owner it is ours, and everybody has it who has not put it away.
    owner_id bigint references users,
    title text not null check (char_length(title) between 1 and 64),
    created_at timestamptz not null default now()
);

create index sticker_packs_of_owner on sticker_packs (owner_id);
create unique index sticker_packs_ours on sticker_packs ((true)) where owner_id is null;

create table stickers (
    id bigint generated always as identity primary key,
    pack_id bigint not null references sticker_packs on delete cascade,
    file_id bigint not null unique references files,
    emoji text not null check (char_length(emoji) <= 32),
    position integer not null
);

create index stickers_of_pack on stickers (pack_id, position, id);

create table sticker_installs (
    user_id bigint not null references users on delete cascade,
    pack_id bigint not null references sticker_packs on delete cascade,
    position integer not null,
    -- Put away: only our own pack needs saying so.
    removed_at timestamptz,
    primary key (user_id, pack_id)
);

create index sticker_installs_of_pack on sticker_installs (pack_id);

create table sticker_uses (
    user_id bigint not null references users on delete cascade,
    sticker_id bigint not null references stickers on delete cascade,
    used_at timestamptz not null default now(),
    primary key (user_id, sticker_id)
);

create index sticker_uses_by_time on sticker_uses (user_id, used_at);
create index sticker_uses_of_sticker on sticker_uses (sticker_id);

-- Which packs somebody has, and in what order: the only place that says so.
create view sticker_shelves as
select u.id as user_id, p.id as pack_id, coalesce(i.position, 0) as position
from users u
cross join sticker_packs p
left join sticker_installs i on i.user_id = u.id and i.pack_id = p.id
where i.removed_at is null and (i.user_id is not null or p.owner_id is null);

create trigger stickers_gone after delete on stickers
    referencing old table as gone for each statement execute function loosen_files();
