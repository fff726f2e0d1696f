-- Of a message that is deleted nothing is left, what a report quoted of it neither. Where it went with its row, or is
-- emptied in its place, whoever does that, its reports let go of it in the same transaction.

create index reports_of_message on reports (chat_id, seq) where chat_id is not null;

create function unquote_deleted() returns trigger language plpgsql as $$
begin
    update reports set excerpt = '' where chat_id = old.chat_id and seq = old.seq and excerpt <> '';
    return null;
end $$;

create trigger messages_unquoted after update of deleted_at on messages
    for each row when (old.deleted_at is null and new.deleted_at is not null) execute function unquote_deleted();

create function unquote_gone() returns trigger language plpgsql as $$
begin
    update reports r set excerpt = '' from gone g where r.chat_id = g.chat_id and r.seq = g.seq and r.excerpt <> '';
    return null;
end $$;

create trigger messages_unquoted_gone after delete on messages
    referencing old table as gone for each statement execute function unquote_gone();

update reports r set excerpt = ''
where r.chat_id is not null and r.excerpt <> ''
and not exists (select from messages m where m.chat_id = r.chat_id and m.seq = r.seq and m.deleted_at is null);

-- Whoever leaves for good takes along what they gave as their reason; that they have reported something stays.
alter table reports drop constraint reports_reason_check;
alter table reports add constraint reports_reason_check check (char_length(reason) <= 1024);
