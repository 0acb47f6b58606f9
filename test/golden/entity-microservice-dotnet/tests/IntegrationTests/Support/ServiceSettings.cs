namespace IntegrationTests.Support;

/// <summary>What the service is started with in tests.</summary>
internal static class ServiceSettings
{
    /// <summary>Enough to wire it; nothing is reached.</summary>
    public static IReadOnlyDictionary<string, string> Wired => With("postgres://nobody@127.0.0.1:1/nothing");

    /// <summary>Starts it on a schema of its own in the database of the environment.</summary>
    public static async Task<ServiceUnderTest> StartAsync()
    {
        var schema = await TestSchema.MakeAsync();
        return await new ServiceUnderTest(With(schema.Url), null, schema).StartedAsync();
    }

    /// <summary>Without a broker, which it starts and answers without.</summary>
    public static Dictionary<string, string> With(string databaseUrl) => new()
    {
        ["SERVICE_NAME"] = "under-test",
        ["LOG_LEVEL"] = Environment.GetEnvironmentVariable("LOG_LEVEL") ?? "silent",
        ["SHUTDOWN_DRAIN_MS"] = "0",
        ["DATABASE_URL"] = databaseUrl,
        ["AMQP_URL"] = "amqp://127.0.0.1:1",
    };
}
