using Chassis;

namespace Bootstrap;

/// <summary>
/// Runs a function as a program of its own: asks the Runtime API for invocations and answers each. It starts wherever Lambda starts
/// programs: in the runtimes dotnet10 and dotnet8, whose handler then is this assembly's name, as the <c>bootstrap</c> of a runtime of
/// one's own, and in msx's AWS.
/// </summary>
internal static class LambdaLoop
{
    /// <returns>The process's exit code; it only comes back when it cannot go on.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyDictionary<string, Func<JsonFunction>> functions, CancellationToken cancellation = default)
    {
        using var runtime = new RuntimeClient(Settings.Required("AWS_LAMBDA_RUNTIME_API"));
        JsonFunction function;
        try
        {
            var name = Settings.Required("FUNCTION_NAME");
            function = functions.TryGetValue(name, out var make)
                ? make()
                : throw new InvalidOperationException($"FUNCTION_NAME is {name}, which is none of {string.Join(", ", functions.Keys)}");
        }
        catch (Exception error)
        {
            Log.Error("The function did not start", ("error", error));
            await runtime.FailInitAsync(error, cancellation);
            return 1;
        }
        while (!cancellation.IsCancellationRequested)
        {
            await RunOneAsync(runtime, function, cancellation);
        }
        return 0;
    }

    private static async Task RunOneAsync(RuntimeClient runtime, JsonFunction function, CancellationToken cancellation)
    {
        var received = await runtime.NextAsync(cancellation);
        Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", received.TraceHeader);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var left = received.Deadline - DateTimeOffset.UtcNow;
        time.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        var invocation = new Invocation(
            received.RequestId, Settings.Of("AWS_LAMBDA_FUNCTION_NAME", "unknown"), received.Deadline, time.Token);
        byte[] answer;
        try
        {
            answer = await function.Handle(received.Body, invocation);
        }
        catch (Exception error)
        {
            await runtime.FailAsync(received.RequestId, error, cancellation);
            return;
        }
        await runtime.AnswerAsync(received.RequestId, answer, cancellation);
    }
}
