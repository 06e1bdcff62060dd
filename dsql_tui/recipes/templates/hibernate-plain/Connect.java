// Connect to Aurora DSQL with Hibernate and the PostgreSQL dialect.
«include shared/java/hibernate_entity.java»

«include shared/java/hibernate_session.java»
