"""Recipes for Java: JDBC."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

SAMPLES = "https://github.com/aws-samples/aurora-dsql-samples/tree/main/java"
CONNECTOR = Package("maven", "software.amazon.dsql:aurora-dsql-jdbc-connector", "1.0.0")
POM = File("pom.xml", "xml", "shared/java/pom.xml")
OLDER_CONNECTOR = (
    "Connector 1.5.0 is the current version. The tests use 1.0.0, the newest available to them."
)
_UNSUPPORTED = (
    "Do not use setTransactionIsolation, savepoints or autosave: they send statements that Aurora "
    "DSQL rejects."
)
_ROOTS = "The JVM's root certificates are used. To use others, name a file in sslrootcert."

JDBC_CONNECTOR = Recipe(
    name="jdbc",
    title="JDBC",
    group="Java",
    summary="Aurora DSQL connector, which authenticates each connection, and HikariCP",
    source="https://github.com/awslabs/aurora-dsql-connectors/tree/main/java/jdbc",
    packages=(
        CONNECTOR,
        Package("maven", "com.zaxxer:HikariCP", "7.0.2"),
        Package("maven", "org.slf4j:slf4j-nop", "2.0.17"),
    ),
    files=(
        POM,
        File("Connect.java", "java"),
    ),
    run="shared/java/run.sh",
    notes=(OLDER_CONNECTOR, _ROOTS, _UNSUPPORTED),
    lifetime_setting="setMaxLifetime(3300000)",
    toolchain="mvn",
    tested="sandbox",
)

PGJDBC = Recipe(
    name="pgjdbc",
    title="pgJDBC, plain",
    group="Java",
    summary="HikariCP, and a token from the AWS SDK for each connection",
    source=f"{SAMPLES}/pgjdbc_hikaricp",
    packages=(
        Package("maven", "org.postgresql:postgresql", "42.7.14"),
        Package("maven", "software.amazon.awssdk:dsql", "2.41.34"),
        Package("maven", "com.zaxxer:HikariCP", "7.0.2"),
        Package("maven", "org.slf4j:slf4j-nop", "2.0.17"),
    ),
    files=(
        POM,
        File("Connect.java", "java"),
    ),
    run="shared/java/run.sh",
    notes=(_ROOTS, _UNSUPPORTED),
    lifetime_setting="setMaxLifetime(3300000)",
    toolchain="mvn",
    tested="sandbox",
)

RECIPES = (JDBC_CONNECTOR, PGJDBC)
