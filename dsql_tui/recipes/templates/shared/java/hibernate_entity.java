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
