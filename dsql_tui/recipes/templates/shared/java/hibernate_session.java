            .setProperty("hibernate.connection.url", «connector_jdbc_url»)
            .setProperty("hibernate.connection.driver_class", "software.amazon.dsql.jdbc.DSQLConnector")
            .setProperty("hibernate.hikari.maximumPoolSize", "10")
            .setProperty("hibernate.hikari.maxLifetime", "3300000")
            .setProperty("hibernate.hbm2ddl.auto", "none")
            .buildSessionFactory();

        // Try it: create a table, insert two rows, count them and drop the table.
        factory.inTransaction(session -> session.createNativeMutationQuery(
            "CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)").executeUpdate());
        factory.inTransaction(session -> {
            session.persist(new Hello("hello"));
            session.persist(new Hello("world"));
        });
        long count = factory.fromSession(session ->
            session.createSelectionQuery("select count(*) from Connect$Hello", Long.class).getSingleResult());
        System.out.println(count + " rows");
        factory.inTransaction(session -> session.createNativeMutationQuery("DROP TABLE hello_dsql").executeUpdate());
        factory.close();
    }
}
