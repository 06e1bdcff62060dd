    connection.execute(
        "CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)"
    )
    connection.execute("INSERT INTO hello_dsql (word) VALUES (%s), (%s)", ("hello", "world"))
    print(connection.execute("SELECT count(*) FROM hello_dsql").fetchone()[0], "rows")
    connection.execute("DROP TABLE hello_dsql")
