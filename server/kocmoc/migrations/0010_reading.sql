-- When a member has read what. Each move of a mark is kept, the latest first, a few of them: from which place it left,
-- and when. What lies behind that place, up to where the next move began, was read then.
alter table members
    add column read_from bigint[] not null default '{}',
    add column read_at timestamptz[] not null default '{}',
    add check (cardinality(read_from) = cardinality(read_at) and cardinality(read_from) <= 16);
