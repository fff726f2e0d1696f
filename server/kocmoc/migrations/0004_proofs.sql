-- How people prove who they are beside a password: codes by mail, second factors, invitations.

alter table users
    -- Nobody's any more. The row stays, because messages name their sender; nothing in it tells who that was.
    add column deleted_at timestamptz,
    add check (deleted_at is null or disabled_at is not null);

-- One living code for each address and purpose. Addresses without an account have theirs too, sent to nobody: what
-- the answers say, and how often they may be asked for, must not tell them apart.
create table codes (
    email_key text collate "C" not null,
    purpose text not null check (purpose in ('sign_in', 'change')),
    user_id bigint references users on delete cascade,
    -- Keyed with the server's secret: a million possible codes are no obstacle to whoever reads a plain hash.
    hash bytea not null,
    tries integer not null default 0,
    sent_at timestamptz not null default now(),
    expires_at timestamptz not null,
    primary key (email_key, purpose)
);

create index codes_expiring on codes (expires_at);
create index codes_of_user on codes (user_id);

-- The secret an authenticator shares is derived from the server's key and this nonce, so a copy of the table opens
-- nothing.
create table second_factors (
    user_id bigint primary key references users on delete cascade,
    nonce bytea not null,
    -- Asked for from here on; until then it is only being set up.
    enabled_at timestamptz,
    -- The newest half-minute a code was accepted for; it and those before are used up.
    last_step bigint not null default 0,
    created_at timestamptz not null default now()
);

create table recovery_codes (
    user_id bigint not null references second_factors on delete cascade,
    hash bytea not null,
    primary key (user_id, hash)
);

create table server_invites (
    code text collate "C" primary key,
    created_by bigint not null references users,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    max_uses integer check (max_uses > 0),
    uses integer not null default 0 check (uses >= 0),
    last_used_at timestamptz,
    check (max_uses is null or uses <= max_uses)
);

create index server_invites_by_age on server_invites (created_at, code);
