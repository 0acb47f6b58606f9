using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bootstrap;

/// <summary>An invocation as the Runtime API hands it out.</summary>
internal sealed record ReceivedInvocation(string RequestId, DateTimeOffset Deadline, string? TraceHeader, byte[] Body);

/// <summary>What Lambda is told of a failure.</summary>
internal sealed record Failure(string ErrorMessage, string ErrorType, IReadOnlyList<string> StackTrace)
{
    public static Failure Of(Exception error) => new(
        error.Message,
        error.GetType().Name,
        [.. (error.StackTrace ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);
}

/// <summary>The function's side of the Lambda Runtime API.</summary>
/// <see href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html"/>
internal sealed class RuntimeClient : IDisposable
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly HttpClient lambdaClient;

    /// <param name="address">host:port, the variable AWS_LAMBDA_RUNTIME_API.</param>
    public RuntimeClient(string address)
    {
        // The next invocation may be hours away.
        lambdaClient = new HttpClient { BaseAddress = new Uri($"http://{address}/2018-06-01/runtime/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    public async Task<ReceivedInvocation> NextAsync(CancellationToken cancellation)
    {
        using var response = await lambdaClient.GetAsync(new Uri("invocation/next", UriKind.Relative), cancellation);
        response.EnsureSuccessStatusCode();
        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
        var id = Header("Lambda-Runtime-Aws-Request-Id") ?? throw new InvalidOperationException("The Runtime API gave an invocation without an id");
        var deadline = long.Parse(Header("Lambda-Runtime-Deadline-Ms") ?? "0", CultureInfo.InvariantCulture);
        return new ReceivedInvocation(
            id,
            DateTimeOffset.FromUnixTimeMilliseconds(deadline),
            Header("Lambda-Runtime-Trace-Id"),
            await response.Content.ReadAsByteArrayAsync(cancellation));
    }

    public Task AnswerAsync(string requestId, byte[] body, CancellationToken cancellation) =>
        PostAsync($"invocation/{requestId}/response", body, errorType: null, cancellation);

    public Task FailAsync(string requestId, Exception error, CancellationToken cancellation) =>
        FailAtAsync($"invocation/{requestId}/error", error, cancellation);

    /// <summary>The function could not be made: this process is of no use.</summary>
    public Task FailInitAsync(Exception error, CancellationToken cancellation) => FailAtAsync("init/error", error, cancellation);

    public void Dispose() => lambdaClient.Dispose();

    private Task FailAtAsync(string path, Exception error, CancellationToken cancellation)
    {
        var failure = Failure.Of(error);
        return PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(failure, Options), failure.ErrorType, cancellation);
    }

    private async Task PostAsync(string path, byte[] body, string? errorType, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (errorType is not null)
        {
            request.Headers.Add("Lambda-Runtime-Function-Error-Type", errorType);
        }
        using var response = await lambdaClient.SendAsync(request, cancellation);
        response.EnsureSuccessStatusCode();
    }
}
