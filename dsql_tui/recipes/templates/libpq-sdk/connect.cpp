// Connect to Aurora DSQL with libpq and a token that the AWS SDK signs.
#include <aws/core/Aws.h>
#include <aws/dsql/DSQLClient.h>
#include <iostream>
#include <libpq-fe.h>
#include <stdexcept>
#include <string>

«include shared/cpp/run_statement.cpp»

int main() {
    Aws::SDKOptions options;
    Aws::InitAPI(options);
    Aws::DSQL::DSQLClientConfiguration configuration;
    configuration.region = «region»;
    Aws::DSQL::DSQLClient client(configuration);
    const auto token = client.Generate«sdk_action:plain»AuthToken(«endpoint», «region»);
    if (!token.IsSuccess())
        throw std::runtime_error(token.GetError().GetMessage());
    // A token has no characters that need quotes here.
    const std::string conninfo = std::string(«conninfo») + " password=" + token.GetResult();
    PGconn *connection = PQconnectdb(conninfo.c_str());
    if (PQstatus(connection) != CONNECTION_OK)
        throw std::runtime_error(PQerrorMessage(connection));

«include shared/cpp/hello.cpp»
