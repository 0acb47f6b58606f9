namespace IntegrationTests.Support;

/// <summary>What the service is started with in tests.</summary>
internal static class ServiceSettings
{
    /// <summary>Enough to wire it; nothing is reached.</summary>
    public static IReadOnlyDictionary<string, string> Wired => new Dictionary<string, string>
    {
        ["SERVICE_NAME"] = "under-test",
        ["LOG_LEVEL"] = Environment.GetEnvironmentVariable("LOG_LEVEL") ?? "silent",
        ["SHUTDOWN_DRAIN_MS"] = "0",
    };

    public static Task<ServiceUnderTest> StartAsync() => new ServiceUnderTest(Wired).StartedAsync();
}
