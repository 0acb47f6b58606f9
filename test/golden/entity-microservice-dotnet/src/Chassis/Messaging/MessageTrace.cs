using System.Diagnostics;

namespace Chassis.Messaging;

/// <summary>W3C trace context across messages.</summary>
internal static class MessageTrace
{
    /// <summary>Starts a span that continues what the headers name; a fresh root without them.</summary>
    public static Activity? Start(string name, ActivityKind kind, string? traceparent, string? tracestate) =>
        Telemetry.Source.StartActivity(
            name,
            kind,
            ActivityContext.TryParse(traceparent, tracestate, isRemote: true, out var parent) ? parent : default);

    /// <summary>The span as headers, or where nobody records spans what it would have continued.</summary>
    public static Dictionary<string, string> Headers(Activity? activity, string? traceparent)
    {
        var headers = new Dictionary<string, string>();
        if ((activity?.Id ?? traceparent) is { } id) headers["traceparent"] = id;
        if (!string.IsNullOrEmpty(activity?.TraceStateString)) headers["tracestate"] = activity.TraceStateString;
        return headers;
    }

    public static void Fail(Activity? activity, Exception failure)
    {
        activity?.AddException(failure);
        activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
    }
}
