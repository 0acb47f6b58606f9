using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Chassis;

[assembly: LambdaSerializer(typeof(DefaultLambdaJsonSerializer))]

namespace Functions;

/// <summary>Calls a handler as AWS's runtime calls a function.</summary>
internal static class Hosting
{
    public static async Task<TResult> CallAsync<TEvent, TResult>(Handler<TEvent, TResult> handler, TEvent received, ILambdaContext context)
    {
        using var time = new CancellationTokenSource(context.RemainingTime > TimeSpan.Zero ? context.RemainingTime : TimeSpan.Zero);
        var deadline = DateTimeOffset.UtcNow + context.RemainingTime;
        return await handler(received, new Invocation(context.AwsRequestId, context.FunctionName, deadline, time.Token));
    }
}
