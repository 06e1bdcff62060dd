cursor = connection.cursor()
cursor.execute(
    "CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)"
)
cursor.execute("INSERT INTO hello_dsql (word) VALUES (%s), (%s)", ("hello", "world"))
cursor.execute("SELECT count(*) FROM hello_dsql")
print(cursor.fetchone()[0], "rows")
cursor.execute("DROP TABLE hello_dsql")
connection.close()
