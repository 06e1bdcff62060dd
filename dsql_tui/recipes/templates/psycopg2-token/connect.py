"""Connect to Aurora DSQL with Psycopg2 and a token that boto3 signs."""

import boto3
import certifi
import psycopg2

«include shared/python/signer.py»


connection = psycopg2.connect(
    host=«host»,
    hostaddr=«hostaddr»,
    port=«custom_port:plain»,
    user=«role»,
    dbname="postgres",
    password=token(),
    sslmode=«sslmode»,
«?verified»    sslrootcert=«ca_file|certifi.where()»,
    sslnegotiation="direct",
    options=«options»,
)
connection.autocommit = True

# Try it: create a table, insert two rows, count them and drop the table.
«include shared/python/hello_cursor.py»
