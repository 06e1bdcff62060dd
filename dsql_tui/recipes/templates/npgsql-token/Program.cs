// Connect to Aurora DSQL with Npgsql and a token that the AWS SDK signs for each connection.
using Amazon;
using Amazon.DSQL.Util;
using Amazon.Runtime.Credentials;
using Npgsql;

var settings = new NpgsqlConnectionStringBuilder
{
    Host = «host»,
    Port = «custom_port:plain»,
    Username = «role»,
    Database = "postgres",
    SslMode = SslMode.VerifyFull,
    SslNegotiation = SslNegotiation.Direct,
    SearchPath = «search_path»,
    RootCertificate = «ca_file»,
    NoResetOnClose = true,
    Enlist = false,
    ConnectionLifetime = 3300,
};
var identity = DefaultAWSCredentialsIdentityResolver.GetCredentials();
string Token() => DSQLAuthTokenGenerator.Generate«action:plain»AuthToken(
    identity, RegionEndpoint.GetBySystemName(«region»), «endpoint»);

var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
builder.UsePasswordProvider(_ => Token(), (_, _) => ValueTask.FromResult(Token()));
await using var source = builder.Build();

«include shared/dotnet/hello.cs»
