-- People, and the sessions they are signed in with.

create table users (
    id bigint generated always as identity primary key,
    username text not null,
    -- Folded by the program, because lower() of Cyrillic depends on the database's locale.
    username_key text collate "C" not null unique,
    display_name text not null,
    bio text not null default '',
    email text not null,
    email_key text collate "C" not null unique,
    email_verified_at timestamptz,
    -- A random name, so that its address can be public and kept for ever.
    avatar text,
    is_admin boolean not null default false,
    is_bot boolean not null default false,
    settings jsonb not null default '{}',
    last_seen_at timestamptz,
    disabled_at timestamptz,
    created_at timestamptz not null default now(),
    check (username ~ '^[A-Za-z][A-Za-z0-9_]{2,31}$'),
    check (char_length(display_name) between 1 and 64),
    check (char_length(bio) <= 500)
);

create index users_disabled on users (disabled_at) where disabled_at is not null;
create index users_admins on users (id) where is_admin;

-- Every beginning by which a person can be found: the username, and the name from each of its words on.
create table user_keys (
    key text collate "C" not null,
    user_id bigint not null references users on delete cascade,
    primary key (key, user_id)
);

create index user_keys_of_user on user_keys (user_id);

-- Apart from users, so that nothing that shows people can ever show these.
create table passwords (
    user_id bigint primary key references users on delete cascade,
    hash text not null,
    changed_at timestamptz not null default now()
);

create table sessions (
    id uuid primary key default gen_random_uuid(),
    user_id bigint not null references users on delete cascade,
    name text not null,
    -- A refresh token is derived from (id, generation): rotating is counting, and nothing that opens a door is stored.
    generation integer not null default 1,
    rotated_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null,
    ended_at timestamptz
);

create index sessions_of_user on sessions (user_id, created_at, id) where ended_at is null;
create index sessions_ended on sessions (ended_at) where ended_at is not null;
create index sessions_expiring on sessions (expires_at);

-- Failed passwords (later: codes), counted per account or per unknown login.
create table failures (
    key text collate "C" primary key,
    count integer not null,
    window_ends_at timestamptz not null
);

create index failures_ending on failures (window_ends_at);
