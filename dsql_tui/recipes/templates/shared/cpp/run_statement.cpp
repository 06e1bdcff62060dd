// Run a statement and return the first value of its result, if any.
static std::string run(PGconn *connection, const char *statement) {
    PGresult *result = PQexec(connection, statement);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        throw std::runtime_error(PQresultErrorMessage(result));
    std::string first = PQntuples(result) ? PQgetvalue(result, 0, 0) : "";
    PQclear(result);
    return first;
}
