"""Sessions, runs and the catalog. Besides the sandbox, only this package uses psycopg."""
