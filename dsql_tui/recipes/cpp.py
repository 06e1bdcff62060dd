"""C++: libpq itself."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

_TRY = """
    // Try it: a table, two rows, and away with it again.
    run(connection, "CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)");
    run(connection, "INSERT INTO hello_dsql (word) VALUES ('hello'), ('world')");
    std::cout << run(connection, "SELECT count(*) FROM hello_dsql") << " rows\\n";
    run(connection, "DROP TABLE hello_dsql");
    PQfinish(connection);
}
"""
_RUN_FUNCTION = """
// Runs one statement; the first value of its result, if it has any.
static std::string run(PGconn *connection, const char *statement) {
    PGresult *result = PQexec(connection, statement);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        throw std::runtime_error(PQresultErrorMessage(result));
    std::string first = PQntuples(result) ? PQgetvalue(result, 0, 0) : "";
    PQclear(result);
    return first;
}
"""

LIBPQ = Recipe(
    name="libpq",
    title="libpq",
    group="C++",
    how="a token from the environment",
    source="https://github.com/aws-samples/aurora-dsql-samples/tree/main/cpp/libpq",
    packages=(Package("apt", "libpq-dev", "15"),),
    setup="",
    files=(
        File(
            "connect.cpp",
            "cpp",
            """
// Aurora DSQL by libpq; the password is in PGPASSWORD, which libpq reads.
#include <iostream>
#include <libpq-fe.h>
#include <stdexcept>
#include <string>
"""
            + _RUN_FUNCTION
            + """
int main() {
    PGconn *connection = PQconnectdb(«conninfo»);
    if (PQstatus(connection) != CONNECTION_OK)
        throw std::runtime_error(PQerrorMessage(connection));
"""
            + _TRY,
        ),
    ),
    run="""
«?own_roots»test -f «roots» || curl --silent --show-error --remote-name «own_roots»
g++ -std=c++17 connect.cpp -I"$(pg_config --includedir)" -L"$(pg_config --libdir)" -lpq -o connect
export PGPASSWORD=«password»
«!password»export PGPASSWORD="$(«token_command:raw»)"
./connect
""",
    notes=(
        "The version of libpq that it is linked with decides: 17 for direct TLS, 16 for the system's "
        "root certificates.",
        "A connection lasts an hour: open another, with a new token, before that.",
    ),
    trust="libpq",
    hostaddr=True,
    private=True,
    toolchain="g++",
    tested="sandbox",
)

LIBPQ_SDK = Recipe(
    name="libpq-sdk",
    title="libpq, signing by itself",
    group="C++",
    how="a token from the AWS SDK for C++",
    source="https://github.com/aws-samples/aurora-dsql-samples/tree/main/cpp/libpq",
    files=(
        File(
            "connect.cpp",
            "cpp",
            """
// Aurora DSQL by libpq, with a token that the AWS SDK signs.
#include <aws/core/Aws.h>
#include <aws/dsql/DSQLClient.h>
#include <iostream>
#include <libpq-fe.h>
#include <stdexcept>
#include <string>
"""
            + _RUN_FUNCTION
            + """
int main() {
    Aws::SDKOptions options;
    Aws::InitAPI(options);
    Aws::DSQL::DSQLClientConfiguration configuration;
    configuration.region = «region»;
    Aws::DSQL::DSQLClient client(configuration);
    const auto token = client.Generate«dbconnect:raw»AuthToken(«endpoint», «region»);
    if (!token.IsSuccess())
        throw std::runtime_error(token.GetError().GetMessage());
    // A token has none of the characters that would have to be quoted here.
    const std::string conninfo = std::string(«conninfo») + " password=" + token.GetResult();
    PGconn *connection = PQconnectdb(conninfo.c_str());
    if (PQstatus(connection) != CONNECTION_OK)
        throw std::runtime_error(PQerrorMessage(connection));
"""
            + _TRY,
        ),
    ),
    run="""
«?own_roots»test -f «roots» || curl --silent --show-error --remote-name «own_roots»
g++ -std=c++17 connect.cpp -I"$(pg_config --includedir)" -L"$(pg_config --libdir)" -lpq -laws-cpp-sdk-dsql -laws-cpp-sdk-core -o connect
./connect
""",
    notes=("Build aws-sdk-cpp with -DBUILD_ONLY=dsql.",),
    trust="libpq",
    hostaddr=True,
    private=True,
    why="the AWS SDK for C++ is not packaged where the tests run",
)

RECIPES = (LIBPQ, LIBPQ_SDK)
