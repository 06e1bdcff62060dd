// Connect to Aurora DSQL with Spring Boot. The settings are in application.properties.
package hello;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jdbc.core.JdbcTemplate;

@SpringBootApplication
public class Connect {
    /** Keep the connection after a conflict. */
    public static class Conflicts implements SQLExceptionOverride {
        @java.lang.Override
        public Override adjudicate(SQLException problem) {
            return "40001".equals(problem.getSQLState()) ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
        }
    }

    public static void main(String[] arguments) {
        try (var context = SpringApplication.run(Connect.class, arguments)) {
            tryIt(context.getBean(JdbcTemplate.class));
        }
    }

    // Try it: create a table, insert two rows, count them and drop the table.
    static void tryIt(JdbcTemplate database) {
        database.execute("CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)");
        database.update("INSERT INTO hello_dsql (word) VALUES (?), (?)", "hello", "world");
        System.out.println(database.queryForObject("SELECT count(*) FROM hello_dsql", Long.class) + " rows");
        database.execute("DROP TABLE hello_dsql");
    }
}
