"""The Aurora DSQL connector for psycopg."""

import aurora_dsql_psycopg
from place import CA, HOST, HOSTADDR, PORT, STATEMENTS

with aurora_dsql_psycopg.connect(
    host=HOST,
    hostaddr=HOSTADDR,
    port=PORT,
    user="admin",
    sslmode="verify-full",
    sslrootcert=CA,
    sslnegotiation="direct",
    autocommit=True,
) as connection:
    for name, statement in STATEMENTS.items():
        cursor = connection.execute(statement.format("by_psycopg"))
        if name == "read":
            print(cursor.fetchone()[0])
