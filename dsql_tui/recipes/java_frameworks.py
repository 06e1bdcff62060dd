"""What stands on JDBC: Spring Boot, Hibernate, Liquibase, Flyway."""

from __future__ import annotations

from dsql_tui.recipes.java import CONNECTOR, LIBRARIES, OLDER, POM, SAMPLES
from dsql_tui.recipes.recipe import File, Package, Recipe

_CREATE = "CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)"
_ENTITY = """
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

public class Connect {
    @Entity
    @Table(name = "hello_dsql")
    public static class Hello {
        @Id @GeneratedValue UUID id;
        String word;

        Hello() {}

        Hello(String word) {
            this.word = word;
        }
    }

    public static void main(String[] arguments) {
        SessionFactory factory = new Configuration()
            .addAnnotatedClass(Hello.class)
"""
_SESSION = f"""
            .setProperty("hibernate.connection.url", «jdbc_connector»)
            .setProperty("hibernate.connection.driver_class", "software.amazon.dsql.jdbc.DSQLConnector")
            .setProperty("hibernate.hikari.maximumPoolSize", "10")
            .setProperty("hibernate.hikari.maxLifetime", "3300000")
            .setProperty("hibernate.hbm2ddl.auto", "none")
            .buildSessionFactory();

        // Try it: a table, two rows, and away with it again.
        factory.inTransaction(session -> session.createNativeMutationQuery(
            "{_CREATE}").executeUpdate());
        factory.inTransaction(session -> {{
            session.persist(new Hello("hello"));
            session.persist(new Hello("world"));
        }});
        long count = factory.fromSession(session ->
            session.createSelectionQuery("select count(*) from Connect$Hello", Long.class).getSingleResult());
        System.out.println(count + " rows");
        factory.inTransaction(session -> session.createNativeMutationQuery("DROP TABLE hello_dsql").executeUpdate());
        factory.close();
    }}
}}
"""
_RUN = (
    LIBRARIES
    + """
javac -cp "lib/*" -d out Connect.java
java -cp "out:lib/*" Connect
"""
)

HIBERNATE = Recipe(
    name="hibernate",
    title="Hibernate",
    group="Java",
    how="Aurora DSQL dialect and connector",
    source="https://github.com/awslabs/aurora-dsql-orms/tree/main/java/hibernate",
    packages=(
        Package("maven", "software.amazon.dsql:aurora-dsql-hibernate-dialect", "2.1.0"),
        CONNECTOR,
        Package("maven", "org.hibernate.orm:hibernate-core", "7.2.19.Final"),
        Package("maven", "org.hibernate.orm:hibernate-hikaricp", "7.2.19.Final"),
    ),
    files=(
        POM,
        File(
            "Connect.java",
            "java",
            "// Aurora DSQL by Hibernate, with AWS's dialect."
            + _ENTITY
            + '            .setProperty("hibernate.dialect", '
            '"software.amazon.dsql.hibernate.dialect.AuroraDSQLDialect")' + _SESSION,
        ),
    ),
    run=_RUN,
    notes=("For Hibernate 6.6 take 1.0 of the dialect.", "No savepoints, no pessimistic locks."),
    lifetime='maxLifetime", "3300000"',
    why="the dialect is not in the repository that the tests reach",
)

HIBERNATE_PLAIN = Recipe(
    name="hibernate-plain",
    title="Hibernate, with PostgreSQL's dialect",
    group="Java",
    how="Aurora DSQL connector; the schema is made elsewhere",
    source=SAMPLES,
    packages=(
        CONNECTOR,
        Package("maven", "org.hibernate.orm:hibernate-core", "7.4.13.Final"),
        Package("maven", "org.hibernate.orm:hibernate-hikaricp", "7.4.13.Final"),
        Package("maven", "org.slf4j:slf4j-nop", "2.0.17"),
    ),
    files=(
        POM,
        File(
            "Connect.java",
            "java",
            "// Aurora DSQL by Hibernate, with the dialect of PostgreSQL." + _ENTITY + _SESSION,
        ),
    ),
    run=_RUN,
    notes=(
        OLDER,
        "Leave hbm2ddl off: what it makes of a schema is not what Aurora DSQL takes.",
        "Hibernate's dialect believes in savepoints and FOR UPDATE NOWAIT; do not use them.",
    ),
    lifetime='maxLifetime", "3300000"',
    toolchain="mvn",
    tested="sandbox",
)

SPRING = Recipe(
    name="spring",
    title="Spring Boot",
    group="Java",
    how="Aurora DSQL connector and HikariCP",
    source=f"{SAMPLES}/spring_boot",
    packages=(
        CONNECTOR,
        Package("maven", "org.springframework.boot:spring-boot-starter-jdbc", "4.0.7"),
    ),
    files=(
        POM,
        File(
            "application.properties",
            "properties",
            """
spring.datasource.url=«jdbc_connector»
spring.datasource.driver-class-name=software.amazon.dsql.jdbc.DSQLConnector
spring.datasource.hikari.maximum-pool-size=10
spring.datasource.hikari.max-lifetime=3300000
spring.datasource.hikari.exception-override-class-name=hello.Connect$Conflicts
""",
        ),
        File(
            "hello/Connect.java",
            "java",
            f"""
// Aurora DSQL by Spring Boot: its settings are in application.properties.
package hello;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jdbc.core.JdbcTemplate;

@SpringBootApplication
public class Connect {{
    /** A conflict is no reason to throw the connection away. */
    public static class Conflicts implements SQLExceptionOverride {{
        @java.lang.Override
        public Override adjudicate(SQLException problem) {{
            return "40001".equals(problem.getSQLState()) ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
        }}
    }}

    public static void main(String[] arguments) {{
        try (var context = SpringApplication.run(Connect.class, arguments)) {{
            tried(context.getBean(JdbcTemplate.class));
        }}
    }}

    // Try it: a table, two rows, and away with it again.
    static void tried(JdbcTemplate database) {{
        database.execute("{_CREATE}");
        database.update("INSERT INTO hello_dsql (word) VALUES (?), (?)", "hello", "world");
        System.out.println(database.queryForObject("SELECT count(*) FROM hello_dsql", Long.class) + " rows");
        database.execute("DROP TABLE hello_dsql");
    }}
}}
""",
        ),
    ),
    run=LIBRARIES
    + """
javac -parameters -cp "lib/*" -d out hello/Connect.java
java -cp ".:out:lib/*" hello.Connect
""",
    notes=(OLDER, "Propagation.NESTED sends SAVEPOINT, which is refused."),
    lifetime="max-lifetime=3300000",
    toolchain="mvn",
    tested="sandbox",
)

LIQUIBASE = Recipe(
    name="liquibase",
    title="Liquibase",
    group="Java",
    how="Aurora DSQL connector; each change in a transaction of its own",
    source=f"{SAMPLES}/liquibase",
    packages=(
        CONNECTOR,
        Package("maven", "org.liquibase:liquibase-core", "4.33.0"),
        Package("maven", "info.picocli:picocli", "4.7.7"),
    ),
    files=(
        POM,
        File(
            "liquibase.properties",
            "properties",
            """
url=«jdbc_connector»
driver=software.amazon.dsql.jdbc.DSQLConnector
changelogFile=changelog.yaml
""",
        ),
        File(
            "changelog.yaml",
            "yaml",
            f"""
databaseChangeLog:
  - changeSet:
      id: create-hello
      author: you
      runInTransaction: false
      changes:
        - sql: {_CREATE}
      rollback: DROP TABLE hello_dsql
  - changeSet:
      id: fill-hello
      author: you
      changes:
        - sql: INSERT INTO hello_dsql (word) VALUES ('hello'), ('world')
      rollback: DELETE FROM hello_dsql
""",
        ),
    ),
    run=LIBRARIES
    + """
liquibase() { java -cp "lib/*" liquibase.integration.commandline.LiquibaseCommandLine "$@"; }
liquibase update
liquibase execute-sql --sql "SELECT count(*) || ' rows' FROM hello_dsql"
liquibase rollback-count --count 2
""",
    notes=(OLDER, "One DDL statement for each changeSet, with runInTransaction: false."),
    toolchain="mvn",
    tested="sandbox",
)

FLYWAY = Recipe(
    name="flyway",
    title="Flyway",
    group="Java",
    how="Aurora DSQL support for Flyway, and the connector",
    source="https://github.com/awslabs/aurora-dsql-tools/tree/main/flyway",
    packages=(
        CONNECTOR,
        Package("maven", "software.amazon.dsql:aurora-dsql-flyway-support", "2.0.0"),
        Package("maven", "org.flywaydb:flyway-database-postgresql", "13.12.0"),
    ),
    files=(
        POM,
        File(
            "flyway.toml",
            "toml",
            """
[environments.default]
url = «jdbc_connector»
driver = "software.amazon.dsql.jdbc.DSQLConnector"

[flyway]
locations = ["filesystem:sql"]
group = false
""",
        ),
        File("sql/V1__hello.sql", "sql", _CREATE + ";"),
    ),
    run=LIBRARIES + "\nflyway -jarDirs=lib migrate\n",
    notes=(
        "Without the support it fails: it asks for a parameter, role, that a session cannot set.",
        "One DDL statement for each migration.",
    ),
    why="the support is not in the repository that the tests reach",
)

RECIPES = (SPRING, HIBERNATE, HIBERNATE_PLAIN, LIQUIBASE, FLYWAY)
