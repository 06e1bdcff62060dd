	// Try it: create a table, insert two rows, count them and drop the table.
	for _, statement := range []string{
		"CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)",
		"INSERT INTO hello_dsql (word) VALUES ('hello'), ('world')",
	} {
		if _, err := pool.Exec(ctx, statement); err != nil {
			log.Fatal(err)
		}
	}
	var count int
	if err := pool.QueryRow(ctx, "SELECT count(*) FROM hello_dsql").Scan(&count); err != nil {
		log.Fatal(err)
	}
	fmt.Println(count, "rows")
	if _, err := pool.Exec(ctx, "DROP TABLE hello_dsql"); err != nil {
		log.Fatal(err)
	}
}
