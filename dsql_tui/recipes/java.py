"""Java: JDBC, with AWS's connector and plain."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

SAMPLES = "https://github.com/aws-samples/aurora-dsql-samples/tree/main/java"
CONNECTOR = Package("maven", "software.amazon.dsql:aurora-dsql-jdbc-connector", "1.0.0")
POM = File(
    "pom.xml",
    "xml",
    """
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>dsql</artifactId>
  <version>1</version>
  <dependencies>
«maven:raw»
  </dependencies>
</project>
""",
)
LIBRARIES = """
test -d lib || mvn --quiet dependency:copy-dependencies -DoutputDirectory=lib
"""
RUN = (
    LIBRARIES
    + """java -cp "lib/*" Connect.java
"""
)
OLDER = "1.5.0 of the connector is out; 1.0.0 is what could be had to run it with."
_TRY = """
        // Try it: a table, two rows, and away with it again.
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
"""
_AVOID = (
    "Do not call setTransactionIsolation, nor set savepoints or autosave: the statements behind "
    "them are refused."
)
_ROOTS = "Roots are the JVM's; sslrootcert names a file of others."

JDBC_CONNECTOR = Recipe(
    name="jdbc",
    title="JDBC",
    group="Java",
    how="Aurora DSQL connector and HikariCP; it signs for each connection",
    source="https://github.com/awslabs/aurora-dsql-connectors/tree/main/java/jdbc",
    packages=(
        CONNECTOR,
        Package("maven", "com.zaxxer:HikariCP", "7.0.2"),
        Package("maven", "org.slf4j:slf4j-nop", "2.0.17"),
    ),
    files=(
        POM,
        File(
            "Connect.java",
            "java",
            """
// Aurora DSQL by JDBC: a pool whose connections are renewed within their hour.
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;

public class Connect {
    public static void main(String[] arguments) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(«jdbc_connector»);
        config.setMaximumPoolSize(10);
        config.setMaxLifetime(3300000);
        HikariDataSource pool = new HikariDataSource(config);
"""
            + _TRY,
        ),
    ),
    run=RUN,
    notes=(OLDER, _ROOTS, _AVOID),
    lifetime="setMaxLifetime(3300000)",
    toolchain="mvn",
    tested="sandbox",
)

PGJDBC = Recipe(
    name="pgjdbc",
    title="pgJDBC, plain",
    group="Java",
    how="HikariCP, and a token from the AWS SDK for each connection",
    source=f"{SAMPLES}/pgjdbc_hikaricp",
    packages=(
        Package("maven", "org.postgresql:postgresql", "42.7.14"),
        Package("maven", "software.amazon.awssdk:dsql", "2.41.34"),
        Package("maven", "com.zaxxer:HikariCP", "7.0.2"),
        Package("maven", "org.slf4j:slf4j-nop", "2.0.17"),
    ),
    files=(
        POM,
        File(
            "Connect.java",
            "java",
            """
// Aurora DSQL by pgJDBC, with a token that the AWS SDK signs for each connection.
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dsql.DsqlUtilities;

public class Connect {
    static final DsqlUtilities SIGNER = DsqlUtilities.builder()
        .region(Region.of(«region»))
«!profile»        .credentialsProvider(DefaultCredentialsProvider.builder().build())
«?profile»        .credentialsProvider(DefaultCredentialsProvider.builder().profileName(«profile»).build())
        .build();

    static String token() {
        return SIGNER.generate«action:raw»AuthToken(wish -> wish.hostname(«endpoint»));
    }

    public static void main(String[] arguments) throws Exception {
        PGSimpleDataSource source = new PGSimpleDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                return getConnection(getUser(), token());
            }
        };
        source.setUrl(«jdbc»);
        source.setUser(«role»);
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(10);
        config.setMaxLifetime(3300000);
        HikariDataSource pool = new HikariDataSource(config);
"""
            + _TRY,
        ),
    ),
    run=RUN,
    notes=(_ROOTS, _AVOID),
    lifetime="setMaxLifetime(3300000)",
    toolchain="mvn",
    tested="sandbox",
)

RECIPES = (JDBC_CONNECTOR, PGJDBC)
