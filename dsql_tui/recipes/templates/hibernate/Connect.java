// Connect to Aurora DSQL with Hibernate and the AWS dialect.
«include shared/java/hibernate_entity.java»
            .setProperty("hibernate.dialect", "software.amazon.dsql.hibernate.dialect.AuroraDSQLDialect")
«include shared/java/hibernate_session.java»
