        await connection.execute(
            "CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)"
        )
        await connection.execute("INSERT INTO hello_dsql (word) VALUES ($1), ($2)", "hello", "world")
        print(await connection.fetchval("SELECT count(*) FROM hello_dsql"), "rows")
        await connection.execute("DROP TABLE hello_dsql")
