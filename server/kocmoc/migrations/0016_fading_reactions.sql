-- Of an account that has ended only its messages stay. Its reactions are taken back one by one, each a change of its
-- message; here stands whose are still left.

create table fading_reactions (
    user_id bigint primary key references users
);

create index reactions_of_user on reactions (user_id);

insert into fading_reactions (user_id) select id from users where deleted_at is not null;
