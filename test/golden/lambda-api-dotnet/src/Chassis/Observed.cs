using System.Diagnostics;

namespace Chassis;

/// <summary>The span that an invocation as a whole is.</summary>
public sealed record InvocationSpan(
    string Name, ActivityKind Kind, IReadOnlyDictionary<string, object?> Attributes, string? Traceparent = null);

/// <summary>Puts logs, metrics and traces around handlers.</summary>
public static class Observed
{
    private static bool coldStart = true;

    /// <summary>
    /// The metrics are <c>Requests</c> and <c>Duration</c> by <c>Status</c> (Success, Error) and <c>Environment</c>. What is thrown goes
    /// on to Lambda, whose source then tries again.
    /// </summary>
    /// <param name="spanOf">Without it, each message of a batch has a span of its own.</param>
    /// <param name="isFailure">Whether an answer is a failure, though nothing was thrown.</param>
    public static Handler<TEvent, TResult> Of<TEvent, TResult>(
        Handler<TEvent, TResult> handle,
        Func<TEvent, InvocationSpan>? spanOf = null,
        Func<TResult, bool>? isFailure = null)
    {
        return async (received, invocation) =>
        {
            var started = Stopwatch.GetTimestamp();
            var isCold = coldStart;
            coldStart = false;
            Log.OfInvocation(("request_id", invocation.RequestId), ("cold_start", isCold));
            var status = "Error";
            async Task<TResult> RunAsync()
            {
                try
                {
                    var result = await handle(received, invocation);
                    status = isFailure?.Invoke(result) == true ? "Error" : "Success";
                    return result;
                }
                catch (Exception error)
                {
                    Log.Error("The invocation failed", ("error", error));
                    throw;
                }
            }
            try
            {
                if (spanOf is null)
                {
                    return await RunAsync();
                }
                var span = spanOf(received);
                var attributes = span.Attributes.Append(new("faas.coldstart", isCold));
                return await Tracing.RunAsync(span.Name, span.Kind, attributes, span.Traceparent, _ => RunAsync());
            }
            finally
            {
                Metrics.Add("Requests", 1, MetricUnit.Count, ("Status", status));
                Metrics.Add("Duration", Stopwatch.GetElapsedTime(started).TotalMilliseconds, MetricUnit.Milliseconds, ("Status", status));
                Metrics.Flush();
                await SpanExport.SendAsync();
            }
        };
    }
}
