-- Up to where a chat's messages have been looked at for their age. Whatever comes later in a chat is not older, so
-- nothing before this place is ever looked at again.
create table retention_marks (
    chat_id bigint primary key references chats on delete cascade,
    seq bigint not null
);
