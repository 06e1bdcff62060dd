// Connect to Aurora DSQL with JDBC: a pool that renews connections before their hour ends.
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;

public class Connect {
    public static void main(String[] arguments) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(«connector_jdbc_url»);
        config.setMaximumPoolSize(10);
        config.setMaxLifetime(3300000);
        HikariDataSource pool = new HikariDataSource(config);

«include shared/java/hello_jdbc.java»
