""".NET: Npgsql, with AWS's connector and plain; Entity Framework Core."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

_CONNECTORS = "https://github.com/awslabs/aurora-dsql-connectors/tree/main/dotnet/npgsql"
_WHY = "there is no .NET where the tests run"
_RUN = """
export SSL_CERT_FILE=«ca»
dotnet run
"""
_SETUP = "test -f *.csproj || dotnet new console --force"
_TRY = """
// Try it: a table, two rows, and away with it again.
await source.CreateCommand("CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)").ExecuteNonQueryAsync();
await source.CreateCommand("INSERT INTO hello_dsql (word) VALUES ('hello'), ('world')").ExecuteNonQueryAsync();
Console.WriteLine($"{await source.CreateCommand("SELECT count(*) FROM hello_dsql").ExecuteScalarAsync()} rows");
await source.CreateCommand("DROP TABLE hello_dsql").ExecuteNonQueryAsync();
"""

NPGSQL = Recipe(
    name="npgsql",
    title="Npgsql",
    group=".NET",
    how="Aurora DSQL connector; it signs for each connection",
    source=_CONNECTORS,
    setup=_SETUP,
    packages=(Package("nuget", "Amazon.AuroraDsql.Npgsql", "1.1.0"),),
    files=(
        File(
            "Program.cs",
            "csharp",
            """
// Aurora DSQL by Npgsql: a pool whose connections are renewed within their hour.
using Amazon.AuroraDsql.Npgsql;

await using var source = await AuroraDsql.CreateDataSourceAsync(new DsqlConfig
{
    Host = «host»,
    Port = «port:raw»,
    User = «role»,
    Region = «region»,
    Profile = «profile»,
    ConnectionLifetime = 3300,
    ConfigureConnectionString = settings =>
    {
        settings.SearchPath = «schema»;
        settings.RootCertificate = «ca»;
    },
});
"""
            + _TRY,
        ),
    ),
    run=_RUN,
    lifetime="ConnectionLifetime = 3300",
    why=_WHY,
)

NPGSQL_TOKEN = Recipe(
    name="npgsql-token",
    title="Npgsql, plain",
    group=".NET",
    how="a token from the AWS SDK for each connection",
    source="https://github.com/aws-samples/aurora-dsql-samples/tree/main/dotnet/npgsql",
    setup=_SETUP,
    packages=(
        Package("nuget", "Npgsql", "10.0.3"),
        Package("nuget", "AWSSDK.DSQL", "4.0"),
    ),
    files=(
        File(
            "Program.cs",
            "csharp",
            """
// Aurora DSQL by Npgsql, with a token that the AWS SDK signs for each connection.
using Amazon;
using Amazon.DSQL.Util;
using Amazon.Runtime.Credentials;
using Npgsql;

var settings = new NpgsqlConnectionStringBuilder
{
    Host = «host»,
    Port = «port:raw»,
    Username = «role»,
    Database = "postgres",
    SslMode = SslMode.VerifyFull,
    SslNegotiation = SslNegotiation.Direct,
    SearchPath = «schema»,
    RootCertificate = «ca»,
    NoResetOnClose = true,
    Enlist = false,
    ConnectionLifetime = 3300,
};
var identity = DefaultAWSCredentialsIdentityResolver.GetCredentials();
string Token() => DSQLAuthTokenGenerator.Generate«action:raw»AuthToken(
    identity, RegionEndpoint.GetBySystemName(«region»), «endpoint»);

var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
builder.UsePasswordProvider(_ => Token(), (_, _) => ValueTask.FromResult(Token()));
await using var source = builder.Build();
"""
            + _TRY,
        ),
    ),
    run=_RUN,
    notes=(
        "NoResetOnClose is essential: going back to the pool sends DISCARD ALL, which is refused.",
    ),
    lifetime="ConnectionLifetime = 3300",
    why=_WHY,
)

EF_CORE = Recipe(
    name="ef-core",
    title="Entity Framework Core",
    group=".NET",
    how="Aurora DSQL provider, on the connector",
    source="https://github.com/awslabs/aurora-dsql-orms/tree/main/dotnet/efcore",
    setup=_SETUP,
    packages=(
        Package("nuget", "Amazon.AuroraDsql.EntityFrameworkCore", "1.0.0"),
        Package("nuget", "Amazon.AuroraDsql.Npgsql", "1.1.0"),
    ),
    files=(
        File(
            "Program.cs",
            "csharp",
            """
// Aurora DSQL by Entity Framework Core, with AWS's provider.
using Amazon.AuroraDsql.EntityFrameworkCore;
using Amazon.AuroraDsql.Npgsql;
using Microsoft.EntityFrameworkCore;

await using var source = await AuroraDsql.CreateDataSourceAsync(new DsqlConfig
{
    Host = «host»,
    Port = «port:raw»,
    User = «role»,
    Region = «region»,
    Profile = «profile»,
    ConnectionLifetime = 3300,
    ConfigureConnectionString = settings =>
    {
        settings.SearchPath = «schema»;
        settings.RootCertificate = «ca»;
    },
});
await using var shop = new Shop(new DbContextOptionsBuilder<Shop>().UseDsql(source).Options);
Console.WriteLine($"{await shop.Words.CountAsync()} rows");

public class Shop(DbContextOptions<Shop> options) : DbContext(options)
{
    public DbSet<Word> Words => Set<Word>();
}

public class Word
{
    public Guid Id { get; set; }
    public string Text { get; set; } = "";
}
""",
        ),
    ),
    run=_RUN,
    notes=("The provider leaves out SET TRANSACTION, SAVEPOINT and LOCK TABLE.",),
    lifetime="ConnectionLifetime = 3300",
    why=_WHY,
)

RECIPES = (NPGSQL, NPGSQL_TOKEN, EF_CORE)
