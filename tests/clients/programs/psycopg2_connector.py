"""The Aurora DSQL connector for psycopg2."""

import aurora_dsql_psycopg2
from place import CA, HOST, HOSTADDR, PORT, STATEMENTS

connection = aurora_dsql_psycopg2.connect(
    host=HOST, hostaddr=HOSTADDR, port=PORT, user="admin", sslmode="verify-full", sslrootcert=CA
)
cursor = connection.cursor()
for name, statement in STATEMENTS.items():
    cursor.execute(statement.format("by_psycopg2"))
    if name == "read":
        print(cursor.fetchone()[0])
    connection.commit()
connection.close()
