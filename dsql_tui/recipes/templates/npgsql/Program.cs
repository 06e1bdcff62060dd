// Connect to Aurora DSQL with Npgsql: a pool that renews connections before their hour ends.
using Amazon.AuroraDsql.Npgsql;

«include shared/dotnet/data_source.cs»

«include shared/dotnet/hello.cs»
