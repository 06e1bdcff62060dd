"""Connect to Aurora DSQL with Psycopg2. A connection lasts at most an hour."""

import aurora_dsql_psycopg2 as dsql
import certifi

connection = dsql.connect(
    host=«host»,
    hostaddr=«hostaddr»,
    port=«custom_port:plain»,
    user=«role»,
    region=«region»,
    profile=«profile»,
    sslmode="verify-full",
    sslrootcert=«ca_file|certifi.where()»,
    sslnegotiation="direct",
    options=«options»,
)
connection.autocommit = True

# Try it: create a table, insert two rows, count them and drop the table.
«include shared/python/hello_cursor.py»
