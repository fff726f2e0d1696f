-- Stories, and who has seen them.

create table stories (
    id bigint generated always as identity primary key,
    author_id bigint not null references users,
    type text not null check (type in ('photo', 'video', 'text')),
    text text not null check (char_length(text) <= 700),
    file_id bigint unique references files,
    background smallint not null check (background between 0 and 7),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    check (expires_at > created_at),
    check ((type = 'text') = (file_id is null))
);

create index stories_of_author on stories (author_id, expires_at);
create index stories_expiring on stories (expires_at, id);

create table story_hidden (
    story_id bigint not null references stories on delete cascade,
    user_id bigint not null references users,
    primary key (story_id, user_id)
);

create table story_views (
    story_id bigint not null references stories on delete cascade,
    viewer_id bigint not null references users,
    viewed_at timestamptz not null default now(),
    primary key (story_id, viewer_id)
);

create index story_views_by_time on story_views (story_id, viewed_at, viewer_id);
create index story_views_of_viewer on story_views (viewer_id);

-- Who may see which story beside its author, the only place that says so: whoever shares a direct chat or a group with
-- them, is not hidden from and not blocked. A pair is here once for every chat they share.
create view story_audience as
select s.id as story_id, r.user_id
from stories s
join users u on u.id = s.author_id and u.disabled_at is null
join members a on a.user_id = s.author_id
join chats c on c.id = a.chat_id and c.type in ('direct', 'group') and c.deleted_at is null
join members r on r.chat_id = a.chat_id and r.user_id <> s.author_id
where s.expires_at > now()
and not exists (select from story_hidden h where h.story_id = s.id and h.user_id = r.user_id)
and not exists (select from blocks b where b.user_id = s.author_id and b.blocked_id = r.user_id);

create trigger stories_gone after delete on stories
    referencing old table as gone for each statement execute function loosen_files();
