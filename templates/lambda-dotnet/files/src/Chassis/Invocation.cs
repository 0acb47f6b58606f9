namespace Chassis;

/// <summary>What Lambda says of an invocation beside its event. Thin and our own, so that whatever hosts a function can make it.</summary>
/// <param name="RequestId">The same when Lambda tries the event again.</param>
/// <param name="Deadline">When the function is stopped.</param>
/// <param name="Cancellation">Ends with the time that the function has.</param>
public sealed record Invocation(
    string RequestId, string FunctionName, DateTimeOffset Deadline, CancellationToken Cancellation = default);

/// <summary>A function: made once for each process, called for each event.</summary>
public delegate Task<TResult> Handler<in TEvent, TResult>(TEvent received, Invocation invocation);
