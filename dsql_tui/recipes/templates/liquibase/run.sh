«include shared/java/libraries.sh»

liquibase() { java -cp "lib/*" liquibase.integration.commandline.LiquibaseCommandLine "$@"; }
liquibase update
liquibase execute-sql --sql "SELECT count(*) || ' rows' FROM hello_dsql"
liquibase rollback-count --count 2
