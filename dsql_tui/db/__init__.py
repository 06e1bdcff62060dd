"""The database; beside the sandbox, nothing else knows psycopg: sessions, runs, the catalog."""
