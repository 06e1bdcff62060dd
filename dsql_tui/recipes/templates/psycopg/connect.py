"""Connect to Aurora DSQL with Psycopg: a pool that renews connections before their hour ends."""

import aurora_dsql_psycopg as dsql
import certifi
from psycopg_pool import ConnectionPool

pool = ConnectionPool(
    connection_class=dsql.DSQLConnection,
    kwargs={
        "host": «host»,
        "hostaddr": «hostaddr»,
        "port": «custom_port:plain»,
        "user": «role»,
        "region": «region»,
        "profile": «profile»,
        "sslmode": "verify-full",
        "sslrootcert": «ca_file|certifi.where()»,
        "sslnegotiation": "direct",
        "options": «options»,
        "autocommit": True,
    },
    min_size=1,
    max_size=10,
    timeout=10,
    max_lifetime=3300,
    open=True,
)

# Try it: create a table, insert two rows, count them and drop the table.
with pool.connection() as connection:
«include shared/python/hello_connection.py»
pool.close()
