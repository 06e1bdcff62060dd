        // Try it: create a table, insert two rows, count them and drop the table.
        try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)");
            statement.execute("INSERT INTO hello_dsql (word) VALUES ('hello'), ('world')");
            ResultSet counted = statement.executeQuery("SELECT count(*) FROM hello_dsql");
            counted.next();
            System.out.println(counted.getLong(1) + " rows");
            statement.execute("DROP TABLE hello_dsql");
        }
        pool.close();
    }
}
