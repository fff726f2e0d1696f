-- What messages are found by.

alter table messages
    -- Words and their stems, and signs of where and when it was said (`#c42`, `#m24323`, `#y2026`), so that one index
    -- answers a question with all its conditions. Null is: not looked at yet. Whatever changes the text makes it so.
    add column tsv tsvector;

-- What the sweeper has still to look at. Not a queue that somebody has to fill: what is missing is what is here.
create index messages_unread on messages (chat_id, seq)
    where tsv is null and deleted_at is null and type <> 'system';

-- Without rows that are null, so that writing a message costs it nothing; without a pending list, which every search
-- would have to read to its end.
create index messages_found on messages using gin (tsv) with (fastupdate = off) where tsv is not null;
