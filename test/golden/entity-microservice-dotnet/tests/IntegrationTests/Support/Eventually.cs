using System.Diagnostics;

namespace IntegrationTests.Support;

/// <summary>Waits for conditions, never for time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public static Task TrueAsync(string what, Func<bool> condition) =>
        TrueAsync(what, () => Task.FromResult(condition()));

    public static async Task TrueAsync(string what, Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > Timeout) Assert.Fail($"not within {Timeout.TotalSeconds} seconds: {what}");
            await Task.Delay(Interval);
        }
    }
}
