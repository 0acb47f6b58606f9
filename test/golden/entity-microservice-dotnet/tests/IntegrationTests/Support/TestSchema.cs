using Chassis;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace IntegrationTests.Support;

/// <summary>A schema of a test's own in the database of the environment; names without one are found in it.</summary>
internal sealed class TestSchema : IAsyncDisposable
{
    private readonly NpgsqlDataSource admin;

    private TestSchema(NpgsqlDataSource admin, string name, string url) => (this.admin, Name, Url) = (admin, name, url);

    public string Name { get; }

    /// <summary>A <c>DATABASE_URL</c> that leads to it.</summary>
    public string Url { get; }

    /// <summary>Makes one; the test is skipped, and says why, when there is no database.</summary>
    public static async Task<TestSchema> MakeAsync()
    {
        var url = Environment.GetEnvironmentVariable("DATABASE_URL");
        if (string.IsNullOrEmpty(url)) Assert.Inconclusive("SKIPPED: DATABASE_URL is not set");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("DATABASE_URL", url), new("SERVICE_NAME", "tests"), new("DATABASE_POOL_SIZE", "2")]).Build();
        var variables = new Variables(configuration);
        var admin = NpgsqlDataSource.Create(DatabaseOptions.From(variables, ChassisOptions.From(variables).Service).ConnectionString);
        var name = $"test_{Guid.NewGuid():N}"[..13];
        await using var command = admin.CreateCommand($"create schema {name}");
        await command.ExecuteNonQueryAsync();
        return new TestSchema(admin, name, $"{url}{(url.Contains('?') ? '&' : '?')}options={Uri.EscapeDataString($"-c search_path={name}")}");
    }

    public async ValueTask DisposeAsync()
    {
        await using (var command = admin.CreateCommand($"drop schema {Name} cascade")) await command.ExecuteNonQueryAsync();
        await admin.DisposeAsync();
    }
}
