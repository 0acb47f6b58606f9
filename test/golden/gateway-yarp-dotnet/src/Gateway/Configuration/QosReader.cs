namespace Gateway.Configuration;

/// <summary>
/// Reads QoSOptions, by the names of Ocelot 24.1 and by those it had before. As there, 0 means that an option is not
/// set, and a former name wins over the one that took its place. Durations are in milliseconds.
/// </summary>
internal static class QosReader
{
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _sampling = TimeSpan.FromSeconds(10);
    private const double Ratio = 0.5;
    private const int Minimum = 100;

    /// <summary>What the options come to, each missing one taken from the shared ones.</summary>
    public static (BreakerConfig? Breaker, TimeSpan? Timeout) Read(Section? route, Section? shared)
    {
        var (own, other) = (ByOneName(route), ByOneName(shared));
        var minimum = own.Minimum ?? other.Minimum;
        var duration = own.Duration ?? other.Duration ?? _duration;
        return (BreakerOf(minimum, duration, own.Ratio ?? other.Ratio, own.Sampling ?? other.Sampling), own.Timeout ?? other.Timeout);
    }

    private static BreakerConfig? BreakerOf(int? minimum, TimeSpan duration, double? ratio, TimeSpan? sampling)
    {
        var isRatio = ratio is not null || sampling is not null;
        if (minimum is null ? !isRatio : minimum <= 0) return null;
        return isRatio
            ? new BreakerConfig(minimum ?? Minimum, duration, new FailureRatio(ratio ?? Ratio, sampling ?? _sampling))
            : new BreakerConfig(minimum ?? 0, duration, Ratio: null);
    }

    private static Options ByOneName(Section? options) =>
        options is null
            ? default
            : new Options(
                First(options.Integer("ExceptionsAllowedBeforeBreaking"), options.Integer("MinimumThroughput")),
                First(Milliseconds(options, "DurationOfBreak"), Milliseconds(options, "BreakDuration")),
                options.Number("FailureRatio", 0, 1) is > 0 and var ratio ? ratio : null,
                Milliseconds(options, "SamplingDuration"),
                First(Milliseconds(options, "TimeoutValue"), Milliseconds(options, "Timeout")));

    /// <summary>Takes both, so that a fault in either is told.</summary>
    private static T? First<T>(T? former, T? current)
        where T : struct => former ?? current;

    private static TimeSpan? Milliseconds(Section options, string key) =>
        options.Integer(key, 0) is > 0 and var value ? TimeSpan.FromMilliseconds(value) : null;

    private readonly record struct Options(int? Minimum, TimeSpan? Duration, double? Ratio, TimeSpan? Sampling, TimeSpan? Timeout);
}
