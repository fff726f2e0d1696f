-- A thousand chats of the first person (700 direct, 300 groups of twenty), and as many again among the others.
insert into users (username, username_key, display_name, email, email_key)
select 'person_' || n, 'person_' || n, 'Person ' || n, n || '@cosmos.example', n || '@cosmos.example'
from generate_series(1, 1500) n;

insert into user_keys (key, user_id) select username_key, id from users;

insert into chats (type, low_user_id, high_user_id) select 'direct', 1, n from generate_series(2, 701) n;
insert into chats (type, low_user_id, high_user_id) select 'direct', n, n + 701 from generate_series(2, 700) n;
insert into chats (type, title, title_key) select 'group', 'Группа ' || n, 'группа ' || n from generate_series(1, 600) n;

insert into members (chat_id, user_id)
select id, user_id from chats, unnest(array[low_user_id, high_user_id]) user_id where type = 'direct';

-- The first person is in every second group.
insert into members (chat_id, user_id, role)
select id, case when n = 1 and id % 2 = 0 then 1 else 2 + (id * 37 + n * 61) % 1499 end,
    case n when 1 then 'owner' else 'member' end
from chats, generate_series(1, 20) n
where type = 'group'
on conflict do nothing;

insert into chat_heads (chat_id, last_seq, version, countable, last_message_at, members_count)
select id, 20, 20, 20, now() - make_interval(mins => (id * 7919 % 3000)::int), 20 from chats;

insert into chat_fronts (chat_id) select id from chats where type = 'group';

insert into messages (chat_id, seq, version, sender_id, type, text, countable, created_at)
select m.chat_id, n, n, (array_agg(m.user_id order by m.user_id))[1 + n % 2], 'text', 'слово ' || n, n,
    now() - make_interval(mins => (m.chat_id * 7919 % 3000)::int)
from members m, generate_series(1, 20) n
group by m.chat_id, n;

insert into mentions (chat_id, user_id, seq) select chat_id, user_id, 20 from members where user_id % 3 = 1;

-- Far more than the first person is in, so that reading all of them is never the cheaper way.
with strange as (
    insert into chats (type, title, title_key) select 'group', 'Чужая ' || n, 'чужая ' || n from generate_series(1, 20000) n
    returning id
),
heads as (
    insert into chat_heads (chat_id, last_message_at) select id, now() - interval '1 year' from strange
)
insert into members (chat_id, user_id, role) select id, 2 + id % 1499, 'owner' from strange;

analyze;
