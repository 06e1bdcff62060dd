"""Connect to Aurora DSQL with Psycopg and a token that boto3 signs for each connection."""

import boto3
import certifi
from psycopg_pool import ConnectionPool

«include shared/python/signer.py»


pool = ConnectionPool(
    kwargs=lambda: {
        "host": «host»,
        "hostaddr": «hostaddr»,
        "port": «custom_port:plain»,
        "user": «role»,
        "dbname": "postgres",
        "password": token(),
        "sslmode": «sslmode»,
«?verified»        "sslrootcert": «ca_file|certifi.where()»,
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
