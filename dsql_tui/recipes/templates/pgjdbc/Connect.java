// Connect to Aurora DSQL with pgJDBC and a token that the AWS SDK signs for each connection.
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
        return SIGNER.generate«action:plain»AuthToken(request -> request.hostname(«endpoint»));
    }

    public static void main(String[] arguments) throws Exception {
        PGSimpleDataSource source = new PGSimpleDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                return getConnection(getUser(), token());
            }
        };
        source.setUrl(«jdbc_url»);
        source.setUser(«role»);
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(10);
        config.setMaxLifetime(3300000);
        HikariDataSource pool = new HikariDataSource(config);

«include shared/java/hello_jdbc.java»
