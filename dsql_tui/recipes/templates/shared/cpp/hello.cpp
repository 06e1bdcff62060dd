    // Try it: create a table, insert two rows, count them and drop the table.
    run(connection, "CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)");
    run(connection, "INSERT INTO hello_dsql (word) VALUES ('hello'), ('world')");
    std::cout << run(connection, "SELECT count(*) FROM hello_dsql") << " rows\n";
    run(connection, "DROP TABLE hello_dsql");
    PQfinish(connection);
}
