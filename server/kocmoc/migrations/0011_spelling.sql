-- What was meant by a word that is not quite right. Trigrams are cut here and not by pg_trgm: that one takes only for
-- letters what the database's locale does, which are none of the Cyrillic ones in C.

create function trigrams(word text) returns tsvector
language sql immutable strict parallel safe
return (select array_to_tsvector(array_agg(substr('  ' || word || ' ', n, 3))) from generate_series(1, length(word) + 1) n);

-- The word a key of somebody begins with.
create function first_word(key text) returns text
language sql immutable strict parallel safe
return split_part(translate(key, '_-.,''’()', '        '), ' ', 1);

create index user_keys_alike on user_keys using gin (trigrams(first_word(key))) with (fastupdate = off);

-- Every word of letters that messages are found by.
create table lexemes (word text collate "C" primary key);

create index lexemes_alike on lexemes using gin (trigrams(word)) with (fastupdate = off);

-- Everything is read once more: for the list above, and for the day it was said on (`#d739934`), by which words that
-- everybody uses are found without going through a whole month.
update messages set tsv = null where tsv is not null;

-- Words of messages that are gone. Unless another message says them too, they have to leave the list above.
create table lexemes_doubted (
    id bigint generated always as identity primary key,
    words tsvector not null
);

create function doubt_words() returns trigger language plpgsql as $$
begin
    insert into lexemes_doubted (words) values (old.tsv);
    return null;
end $$;

create trigger messages_unsaid after update of tsv on messages
    for each row when (old.tsv is not null and new.tsv is null) execute function doubt_words();

create trigger messages_gone after delete on messages
    for each row when (old.tsv is not null) execute function doubt_words();
