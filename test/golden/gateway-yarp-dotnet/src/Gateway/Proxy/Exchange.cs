using System.Diagnostics;
using System.Text.RegularExpressions;
using Gateway.Resilience;
using Gateway.Routing;

namespace Gateway.Proxy;

/// <summary>One request and its answer, with what the gateway knows about them.</summary>
internal sealed partial class Exchange
{
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource<Verdict> _judged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _recorded = Task.CompletedTask;

    public Exchange(HttpContext context)
    {
        Context = context;
        var given = context.Request.Headers["X-Request-ID"].ToString();
        RequestId = GoodId().IsMatch(given) ? given : Guid.NewGuid().ToString();
        Trace = TraceContext.Of(context);
    }

    public HttpContext Context { get; }

    public string RequestId { get; }

    public TraceContext Trace { get; }

    public RequestTarget Target { get; set; }

    public IReadOnlyDictionary<string, string> Values { get; set; } = new Dictionary<string, string>();

    /// <summary>host:port of the last instance tried.</summary>
    public string Upstream { get; set; } = "";

    public string Outcome { get; private set; } = Outcomes.Refused;

    /// <summary>Whether the answer had begun and will not be completed.</summary>
    public bool IsCut { get; set; }

    /// <summary>Done as soon as it is known how the service did: when an answer begins, which may then take hours, or when there will be none.</summary>
    public Task<Verdict> Judged => _judged.Task;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_startedAt);

    /// <summary>The service's answer begins.</summary>
    public Task BeginAsync(int status)
    {
        Outcome = Outcomes.Responded;
        // What says that the service cannot work now; 501, and 505 and on, are about what was asked for.
        _judged.TrySetResult(status is 500 or 502 or 503 or 504 ? Verdict.Failure : Verdict.Success);
        return _recorded;
    }

    /// <summary>The answer is the gateway's own, or is not complete.</summary>
    public Task EndAsync(string outcome)
    {
        Outcome = outcome;
        var isFailure = outcome is Outcomes.NoInstance or Outcomes.ConnectFailed or Outcomes.Timeout or Outcomes.UpstreamFailed;
        _judged.TrySetResult(isFailure ? Verdict.Failure : Verdict.Neither);
        return _recorded;
    }

    /// <summary>Answers with a problem of the gateway's own.</summary>
    public async Task FailAsync(Problem problem, string outcome)
    {
        await EndAsync(outcome);
        await problem.WriteAsync(Context, RequestId);
    }

    /// <summary>Answers wait for this once it is known how the service did: who has one can count on a breaker that knows.</summary>
    public void WaitFor(Task recorded) => _recorded = recorded;

    /// <summary>What may be passed on and logged: what UUIDs, ULIDs and trace ids are made of, and not too long.</summary>
    [GeneratedRegex(@"\A[A-Za-z0-9._:+/=@-]{1,128}\z")]
    private static partial Regex GoodId();
}
