// Connect to Aurora DSQL with Entity Framework Core and the AWS provider.
using Amazon.AuroraDsql.EntityFrameworkCore;
using Amazon.AuroraDsql.Npgsql;
using Microsoft.EntityFrameworkCore;

«include shared/dotnet/data_source.cs»
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
