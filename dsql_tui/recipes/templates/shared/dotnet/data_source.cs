await using var source = await AuroraDsql.CreateDataSourceAsync(new DsqlConfig
{
    Host = «host»,
    Port = «custom_port:plain»,
    User = «role»,
    Region = «region»,
    Profile = «profile»,
    ConnectionLifetime = 3300,
    ConfigureConnectionString = settings =>
    {
        settings.SearchPath = «search_path»;
        settings.RootCertificate = «ca_file»;
    },
});
