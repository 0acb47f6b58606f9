using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Chassis;

/// <summary>
/// Spans of this service's work. Only what somebody collects (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>) is kept; without a collector X-Ray
/// still has Lambda's own segments.
/// </summary>
public static partial class Tracing
{
    private static readonly ActivitySource Source = new("chassis");
    private static readonly object Gate = new();
    private static List<Activity> ended = [];

    static Tracing()
    {
        Activity.DefaultIdFormat = ActivityIdFormat.W3C;
        ActivitySource.AddActivityListener(new ActivityListener
        {
            ShouldListenTo = source => ReferenceEquals(source, Source),
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent != default && !options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                    ? ActivitySamplingResult.PropagationData
                    : ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Keep,
        });
    }

    internal static string? CollectorUrl => Settings.Of("OTEL_EXPORTER_OTLP_ENDPOINT", "").TrimEnd('/') is { Length: > 0 } url ? url : null;

    /// <summary>Where the running work stands: its span, else the trace that Lambda itself is part of.</summary>
    public static ActivityContext? Current => Activity.Current?.Context ?? OfLambda();

    /// <summary>The running trace as a W3C <c>traceparent</c>, to be sent along.</summary>
    public static string? Traceparent => Current is { } trace ? Format(trace) : null;

    /// <summary>Runs the work inside a span, which ends with it and records its failure.</summary>
    /// <param name="traceparent">What it goes on from; without one it hangs on the running span, or on Lambda's own trace.</param>
    public static async Task<TResult> RunAsync<TResult>(
        string name,
        ActivityKind kind,
        IEnumerable<KeyValuePair<string, object?>> attributes,
        string? traceparent,
        Func<Activity?, Task<TResult>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        using var span = Start(name, kind, attributes, traceparent);
        try
        {
            return await work(span);
        }
        catch (Exception error)
        {
            Fail(span, error.GetType().Name, error.Message);
            throw;
        }
    }

    public static Activity? Start(
        string name, ActivityKind kind, IEnumerable<KeyValuePair<string, object?>> attributes, string? traceparent = null) =>
        Source.StartActivity(kind, Read(traceparent) ?? Current ?? default, attributes, name: name);

    public static void Fail(Activity? span, string type, string message)
    {
        span?.SetTag("error.type", type);
        span?.SetStatus(ActivityStatusCode.Error, message);
    }

    /// <summary><c>Root=1-…;Parent=…;Sampled=…</c>, as AWS passes traces on.</summary>
    public static string FormatXRay(ActivityContext trace)
    {
        var id = trace.TraceId.ToHexString();
        var sampled = trace.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? 1 : 0;
        return $"Root=1-{id[..8]}-{id[8..]};Parent={trace.SpanId.ToHexString()};Sampled={sampled.ToString(CultureInfo.InvariantCulture)}";
    }

    public static string Format(ActivityContext trace) =>
        $"00-{trace.TraceId.ToHexString()}-{trace.SpanId.ToHexString()}-{(trace.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00")}";

    /// <summary>The spans that ended since the last call and are to be exported.</summary>
    internal static IReadOnlyList<Activity> Take()
    {
        lock (Gate)
        {
            var taken = ended;
            ended = [];
            return taken;
        }
    }

    private static void Keep(Activity span)
    {
        if (!span.Recorded || CollectorUrl is null)
        {
            return;
        }
        lock (Gate)
        {
            ended.Add(span);
        }
    }

    private static ActivityContext? Read(string? traceparent) =>
        ActivityContext.TryParse(traceparent, null, isRemote: true, out var context) ? context : null;

    /// <summary>Lambda sets it anew for each invocation.</summary>
    private static ActivityContext? OfLambda()
    {
        var header = Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID") ?? "";
        var root = RootPattern().Match(header);
        if (!root.Success)
        {
            return null;
        }
        var parent = ParentPattern().Match(header);
        var flags = header.Contains("Sampled=0", StringComparison.Ordinal) ? ActivityTraceFlags.None : ActivityTraceFlags.Recorded;
        return new ActivityContext(
            ActivityTraceId.CreateFromString($"{root.Groups[1].ValueSpan}{root.Groups[2].ValueSpan}"),
            ActivitySpanId.CreateFromString(parent.Success ? parent.Groups[1].ValueSpan : "0000000000000000"),
            flags,
            isRemote: true);
    }

    [GeneratedRegex("Root=1-([0-9a-f]{8})-([0-9a-f]{24})")]
    private static partial Regex RootPattern();

    [GeneratedRegex("Parent=([0-9a-f]{16})")]
    private static partial Regex ParentPattern();
}
