using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Gateway.Proxy;

/// <summary>The trace that a request belongs to (W3C Trace Context).</summary>
/// <param name="Traceparent">As the service is to get it, where this gateway records nothing of the trace itself.</param>
/// <param name="IsContinued">Whether it is the caller's: tracestate belongs to the trace it came with.</param>
internal sealed partial record TraceContext(string TraceId, string Traceparent, bool IsContinued)
{
    /// <summary>The caller's trace, or a new one when it has none, or one that is not valid.</summary>
    public static TraceContext Of(HttpContext context)
    {
        var given = context.Request.Headers.TraceParent;
        if (given.Count == 1 && Pattern().Match(given.ToString()) is { Success: true } parts && IsKnown(parts))
        {
            var flags = (Convert.ToByte(parts.Groups["flags"].Value, 16) & 1) == 1 ? "01" : "00";
            var traceId = parts.Groups["trace"].Value;
            return new TraceContext(traceId, $"00-{traceId}-{parts.Groups["parent"].Value}-{flags}", IsContinued: true);
        }
        var current = Activity.Current;
        var id = current is { IdFormat: ActivityIdFormat.W3C } ? current.TraceId.ToHexString() : ActivityTraceId.CreateRandom().ToHexString();
        return new TraceContext(id, $"00-{id}-{ActivitySpanId.CreateRandom().ToHexString()}-01", IsContinued: false);
    }

    private static bool IsKnown(Match parts) =>
        parts.Groups["version"].Value is var version && version != "ff" && !(version == "00" && parts.Groups["rest"].Length > 0);

    [GeneratedRegex("^(?<version>[0-9a-f]{2})-(?<trace>(?!0{32})[0-9a-f]{32})-(?<parent>(?!0{16})[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?<rest>-.*)?$")]
    private static partial Regex Pattern();
}
