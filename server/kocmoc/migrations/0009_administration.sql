-- What administrators do, written down; and what they have decided for the whole server.

create table audit (
    id bigint generated always as identity primary key,
    -- Nobody, when it was done with the command line.
    actor_id bigint references users,
    deed text not null check (char_length(deed) between 1 and 64),
    -- To whom, if to anybody.
    user_id bigint references users,
    details jsonb not null default '{}',
    done_at timestamptz not null default now()
);

-- One row. `turn` grows with each change, so that whoever reads it late knows that it is late.
create table maintenance (
    is_only boolean primary key default true check (is_only),
    enabled boolean not null default false,
    message text check (char_length(message) <= 500),
    turn bigint not null default 0
);

insert into maintenance default values;

-- What was said on a day, counted without an index that every message would pay for.
create index messages_by_day on messages using brin (created_at) with (autosummarize = on, pages_per_range = 32);
