// Connect to Aurora DSQL with libpq. libpq reads the password from PGPASSWORD.
#include <iostream>
#include <libpq-fe.h>
#include <stdexcept>
#include <string>

«include shared/cpp/run_statement.cpp»

int main() {
    PGconn *connection = PQconnectdb(«conninfo»);
    if (PQstatus(connection) != CONNECTION_OK)
        throw std::runtime_error(PQerrorMessage(connection));

«include shared/cpp/hello.cpp»
