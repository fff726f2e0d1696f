"""How our own PostgreSQL is set up; given at every start, so that an old cluster follows a new program."""

# For a small server; durable by PostgreSQL's own defaults, said aloud because everything rests on it.
SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "random_page_cost": "1.1",
    # A table that grows from nothing is soon known to have grown: plans made when it was empty are the wrong ones.
    "autovacuum_naptime": "5s",
    "max_parallel_workers_per_gather": "0",  # short questions only; and a container's /dev/shm is small
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",  # details and statements carry what people wrote
    "log_min_error_statement": "panic",
}
