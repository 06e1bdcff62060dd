"""Recipes for Java frameworks: Spring Boot, Hibernate, Liquibase, Flyway."""

from __future__ import annotations

from dsql_tui.recipes.clients.java import CONNECTOR, OLDER_CONNECTOR, POM, SAMPLES
from dsql_tui.recipes.recipe import File, Package, Recipe

HIBERNATE = Recipe(
    name="hibernate",
    title="Hibernate",
    group="Java",
    summary="Aurora DSQL dialect and connector",
    source="https://github.com/awslabs/aurora-dsql-orms/tree/main/java/hibernate",
    packages=(
        Package("maven", "software.amazon.dsql:aurora-dsql-hibernate-dialect", "2.1.0"),
        CONNECTOR,
        Package("maven", "org.hibernate.orm:hibernate-core", "7.2.19.Final"),
        Package("maven", "org.hibernate.orm:hibernate-hikaricp", "7.2.19.Final"),
    ),
    files=(
        POM,
        File("Connect.java", "java"),
    ),
    run="shared/java/run_hibernate.sh",
    notes=("For Hibernate 6.6, use dialect 1.0.", "Do not use savepoints or pessimistic locks."),
    lifetime_setting='maxLifetime", "3300000"',
    static_reason="the dialect is not in the repository available to the tests",
)

HIBERNATE_PLAIN = Recipe(
    name="hibernate-plain",
    title="Hibernate, with the PostgreSQL dialect",
    group="Java",
    summary="Aurora DSQL connector, for a schema created elsewhere",
    source=SAMPLES,
    packages=(
        CONNECTOR,
        Package("maven", "org.hibernate.orm:hibernate-core", "7.4.13.Final"),
        Package("maven", "org.hibernate.orm:hibernate-hikaricp", "7.4.13.Final"),
        Package("maven", "org.slf4j:slf4j-nop", "2.0.17"),
    ),
    files=(
        POM,
        File("Connect.java", "java"),
    ),
    run="shared/java/run_hibernate.sh",
    notes=(
        OLDER_CONNECTOR,
        "Leave hbm2ddl off: it creates schemas with statements that Aurora DSQL rejects.",
        "Do not use savepoints or FOR UPDATE NOWAIT, although the dialect offers them.",
    ),
    lifetime_setting='maxLifetime", "3300000"',
    toolchain="mvn",
    tested="sandbox",
)

SPRING = Recipe(
    name="spring",
    title="Spring Boot",
    group="Java",
    summary="Aurora DSQL connector and HikariCP",
    source=f"{SAMPLES}/spring_boot",
    packages=(
        CONNECTOR,
        Package("maven", "org.springframework.boot:spring-boot-starter-jdbc", "4.0.7"),
    ),
    files=(
        POM,
        File("application.properties", "properties"),
        File("hello/Connect.java", "java"),
    ),
    notes=(OLDER_CONNECTOR, "Do not use Propagation.NESTED: it sends SAVEPOINT."),
    lifetime_setting="max-lifetime=3300000",
    toolchain="mvn",
    tested="sandbox",
)

LIQUIBASE = Recipe(
    name="liquibase",
    title="Liquibase",
    group="Java",
    summary="Aurora DSQL connector, with each change in its own transaction",
    source=f"{SAMPLES}/liquibase",
    packages=(
        CONNECTOR,
        Package("maven", "org.liquibase:liquibase-core", "4.33.0"),
        Package("maven", "info.picocli:picocli", "4.7.7"),
    ),
    files=(
        POM,
        File("liquibase.properties", "properties"),
        File("changelog.yaml", "yaml"),
    ),
    notes=(
        OLDER_CONNECTOR,
        "Write one DDL statement in each changeSet, with runInTransaction: false.",
        "Liquibase does not quote the name of the schema: use letters, digits and underscores.",
    ),
    toolchain="mvn",
    tested="sandbox",
)

FLYWAY = Recipe(
    name="flyway",
    title="Flyway",
    group="Java",
    summary="Aurora DSQL support for Flyway and the connector",
    source="https://github.com/awslabs/aurora-dsql-tools/tree/main/flyway",
    packages=(
        CONNECTOR,
        Package("maven", "software.amazon.dsql:aurora-dsql-flyway-support", "2.0.0"),
        Package("maven", "org.flywaydb:flyway-database-postgresql", "13.12.0"),
    ),
    files=(
        POM,
        File("flyway.toml", "toml"),
        File("sql/V1__hello.sql", "sql"),
    ),
    notes=(
        "Without the support library, Flyway fails because it sets the parameter “role”.",
        "Write one DDL statement in each migration.",
    ),
    static_reason="the support library is not in the repository available to the tests",
)

RECIPES = (SPRING, HIBERNATE, HIBERNATE_PLAIN, LIQUIBASE, FLYWAY)
