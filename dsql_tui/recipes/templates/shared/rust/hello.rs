    // Try it: create a table, insert two rows, count them and drop the table.
    pool.execute("CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)")
        .await?;
    sqlx::query("INSERT INTO hello_dsql (word) VALUES ($1), ($2)")
        .bind("hello")
        .bind("world")
        .execute(&pool)
        .await?;
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM hello_dsql").fetch_one(&pool).await?;
    println!("{count} rows");
    pool.execute("DROP TABLE hello_dsql").await?;
    pool.close().await;
    Ok(())
}
