using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests;

/// <summary>A whole gateway on a free port, with real services behind it.</summary>
[TestClass]
public sealed class GatewayTests
{
    private static readonly HttpClient _client = new();

    private readonly List<WebApplication> _running = [];
    private readonly string _file = Path.GetTempFileName();

    public required TestContext TestContext { get; init; }

    [TestCleanup]
    public async Task StopAsync()
    {
        foreach (var application in _running) await application.DisposeAsync();
        File.Delete(_file);
    }

    [TestMethod]
    [DataRow("", "/api/v1/users")]
    [DataRow("/", "/api/v1/users")]
    [DataRow("/7/events?a=1&b=%20x", "/api/v1/users/7/events?a=1&b=%20x")]
    [DataRow("/a%2Fb", "/api/v1/users/a%2Fb")]
    public async Task APathGoesOnAsItCame(string path, string seen)
    {
        var service = await ServiceAsync(context => context.Response.WriteAsync(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget));
        var gateway = await GatewayAsync(RouteTo(service));
        using var response = await _client.GetAsync(new Uri($"{gateway}/api/users{path}"), Cancellation);
        Assert.AreEqual(seen, await response.Content.ReadAsStringAsync(Cancellation));
    }

    [TestMethod]
    public async Task AnInstanceThatCannotBeReachedIsPassedOverWithABodyToo()
    {
        var service = await ServiceAsync(async context => await context.Request.Body.CopyToAsync(context.Response.Body));
        var gateway = await GatewayAsync(RouteTo(1, service));
        for (var turn = 0; turn < 4; turn++)
        {
            using var content = new StringContent("hello");
            using var response = await _client.PostAsync(new Uri($"{gateway}/api/users"), content, Cancellation);
            Assert.AreEqual("hello", await response.Content.ReadAsStringAsync(Cancellation));
        }
    }

    [TestMethod]
    public async Task WithoutAnInstanceItIs503AndThenTheBreakerOpens()
    {
        var gateway = await GatewayAsync(RouteTo(1), """, "QoSOptions": { "ExceptionsAllowedBeforeBreaking": 2, "DurationOfBreak": 30000 }""");
        var details = new List<string>();
        for (var turn = 0; turn < 3; turn++)
        {
            using var response = await _client.GetAsync(new Uri($"{gateway}/api/users"), Cancellation);
            Assert.AreEqual(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.AreEqual("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.IsNotNull(response.Headers.RetryAfter?.Delta);
            using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
            details.Add(problem.RootElement.GetProperty("detail").GetString() ?? "");
        }
        StringAssert.Contains(details[0], "can be reached");
        StringAssert.Contains(details[2], "left alone");
    }

    [TestMethod]
    public async Task AServiceThatDoesNotAnswerInTimeIs504()
    {
        var service = await ServiceAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var gateway = await GatewayAsync(RouteTo(service), """, "QoSOptions": { "TimeoutValue": 100 }""");
        using var response = await _client.GetAsync(new Uri($"{gateway}/api/users"), Cancellation);
        Assert.AreEqual(HttpStatusCode.GatewayTimeout, response.StatusCode);
    }

    [TestMethod]
    public async Task PastTheLimitItIs429AndTheServiceIsLeftAlone()
    {
        var seen = 0;
        var service = await ServiceAsync(_ =>
        {
            seen++;
            return Task.CompletedTask;
        });
        var gateway = await GatewayAsync(RouteTo(service), """, "RateLimitOptions": { "Limit": 1, "Period": "1h" }""");
        using var first = await _client.GetAsync(new Uri($"{gateway}/api/users"), Cancellation);
        using var second = await _client.GetAsync(new Uri($"{gateway}/api/users"), Cancellation);
        Assert.AreEqual(HttpStatusCode.OK, first.StatusCode);
        Assert.AreEqual(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.AreEqual(1, seen);
    }

    [TestMethod]
    [DataRow("DELETE", 1)]
    [DataRow("GET", 2)]
    public async Task OnlyWhatChangesNothingIsSentAgain(string method, int times)
    {
        var seen = 0;
        var service = await ServiceAsync(context =>
        {
            Interlocked.Increment(ref seen);
            context.Abort();
            return Task.CompletedTask;
        });
        var gateway = await GatewayAsync(RouteTo(service));
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{gateway}/api/users/7");
        using var response = await _client.SendAsync(request, Cancellation);
        Assert.AreEqual(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.AreEqual(times, seen);
    }

    [TestMethod]
    public async Task TheFirstPieceOfABodyGoesOnBeforeTheLastIsThere()
    {
        var first = new TaskCompletionSource<byte>(TaskCreationOptions.RunContinuationsAsynchronously);
        var service = await ServiceAsync(async context =>
        {
            var buffer = new byte[1];
            await context.Request.Body.ReadExactlyAsync(buffer);
            first.SetResult(buffer[0]);
            await context.Request.Body.CopyToAsync(context.Response.Body);
        });
        var gateway = await GatewayAsync(RouteTo(service));
        using var content = new PieceByPiece("a"u8.ToArray(), first.Task, "b"u8.ToArray());
        using var response = await _client.PostAsync(new Uri($"{gateway}/api/users"), content, Cancellation);
        Assert.AreEqual("b", await response.Content.ReadAsStringAsync(Cancellation));
    }

    [TestMethod]
    public async Task TheRouteFileIsFollowed()
    {
        var service = await ServiceAsync(context => context.Response.WriteAsync("ok"));
        var gateway = await GatewayAsync(RouteTo(1));
        await File.WriteAllTextAsync(_file, $$"""{ "Routes": [{{RouteTo(service)}} }] }""", Cancellation);
        await UntilAsync(async () => (await _client.GetAsync(new Uri($"{gateway}/api/users"), Cancellation)).StatusCode == HttpStatusCode.OK);
    }

    private CancellationToken Cancellation => TestContext.CancellationTokenSource.Token;

    /// <summary>The beginning of a route to these ports; further keys may follow.</summary>
    private static string RouteTo(params int[] ports)
    {
        var hosts = string.Join(',', ports.Select(port => $$"""{ "Host": "127.0.0.1", "Port": {{port}} }"""));
        return $$"""
            { "UpstreamPathTemplate": "/api/users/{everything}", "DownstreamPathTemplate": "/api/v1/users/{everything}", "DownstreamHostAndPorts": [{{hosts}}]
            """;
    }

    private async Task<string> GatewayAsync(string route, string more = "")
    {
        await File.WriteAllTextAsync(_file, $$"""{ "Routes": [{{route}}{{more}} }] }""", Cancellation);
        var gateway = GatewayApplication.Create(new Dictionary<string, string?>
        {
            ["GATEWAY_CONFIG"] = _file,
            ["PORT"] = "0",
            ["HOST"] = "127.0.0.1",
            ["LOG_LEVEL"] = "silent",
        });
        _running.Add(gateway);
        await gateway.StartAsync(Cancellation);
        var url = gateway.Urls.First();
        await UntilAsync(async () => (await _client.GetAsync(new Uri($"{url}/health/ready"), Cancellation)).IsSuccessStatusCode);
        return url;
    }

    private async Task<int> ServiceAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var service = builder.Build();
        service.Run(answer);
        _running.Add(service);
        await service.StartAsync(Cancellation);
        return new Uri(service.Urls.First()).Port;
    }

    private async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition()) await Task.Delay(20, Cancellation);
    }

    /// <summary>A body whose second piece is there when the first has arrived.</summary>
    private sealed class PieceByPiece(byte[] first, Task arrived, byte[] second) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(first);
            await stream.FlushAsync();
            await arrived;
            await stream.WriteAsync(second);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
