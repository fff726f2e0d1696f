-- Words wait in a list, and are put in their places many at once: by the sweeper, or whenever it has grown to a megabyte,
-- which is as much of it as a search may have to read. A reaction, too, no longer puts every word of its message anew.

alter index messages_found set (fastupdate = on, gin_pending_list_limit = 1024);
