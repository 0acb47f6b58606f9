using System.Net;
using Chassis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Moq;

namespace UnitTests.Chassis;

/// <summary>The guideline's patterns around a real server that answers as it is told.</summary>
[TestClass]
public sealed class ServiceClientTests
{
    private readonly Queue<int> statuses = new();
    private readonly List<string> received = [];
    private WebApplication? server;
    private Uri url = new("http://127.0.0.1:1");

    public required TestContext TestContext { get; set; }

    [TestInitialize]
    public async Task Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server = builder.Build();
        server.Run(async context =>
        {
            received.Add($"{context.Request.Method} {context.Request.Path}");
            context.Response.StatusCode = statuses.TryDequeue(out var status) ? status : 200;
            if (context.Response.StatusCode == 299) await Task.Delay(Timeout.Infinite, context.RequestAborted);
            await context.Response.WriteAsync("{}");
        });
        await server.StartAsync(TestContext.CancellationToken);
        url = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.First() ?? "");
    }

    [TestCleanup]
    public async Task Stop()
    {
        if (server is not null) await server.DisposeAsync();
    }

    [TestMethod]
    public async Task An_answer_below_500_is_an_answer_and_no_failure()
    {
        statuses.Enqueue(404);
        var answer = await Client().GetAsync("/payments/1", TestContext.CancellationToken);
        Assert.AreEqual(HttpStatusCode.NotFound, answer.StatusCode);
        CollectionAssert.AreEqual(new[] { "GET /payments/1" }, received);
    }

    [TestMethod]
    public async Task A_GET_is_repeated_after_5xx_and_429()
    {
        statuses.Enqueue(503);
        statuses.Enqueue(429);
        var answer = await Client(breakerFailures: 10).GetAsync("/", TestContext.CancellationToken);
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.HasCount(3, received);
    }

    [TestMethod]
    public async Task A_POST_is_repeated_only_with_an_idempotency_key()
    {
        var client = Client(breakerFailures: 10);
        statuses.Enqueue(500);
        await Assert.ThrowsExactlyAsync<ServiceUnavailableException>(() => client.PostAsync("/", new StringContent("{}"), TestContext.CancellationToken));
        Assert.HasCount(1, received);
        statuses.Enqueue(500);
        using var keyed = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("{}") };
        keyed.Headers.Add("Idempotency-Key", "order-1");
        Assert.AreEqual(HttpStatusCode.OK, (await client.SendAsync(keyed, TestContext.CancellationToken)).StatusCode);
        Assert.HasCount(3, received);
    }

    [TestMethod]
    public async Task Three_failures_in_a_row_open_the_breaker_which_refuses_without_a_request_and_says_when_to_come_back()
    {
        for (var failure = 0; failure < 9; failure++) statuses.Enqueue(500);
        var client = Client();
        await Assert.ThrowsExactlyAsync<ServiceUnavailableException>(() => client.GetAsync("/", TestContext.CancellationToken));
        var refused = await Assert.ThrowsExactlyAsync<ServiceUnavailableException>(() => client.GetAsync("/", TestContext.CancellationToken));
        Assert.HasCount(3, received);
        Assert.IsGreaterThan(25, refused.RetryAfterSeconds);
        Assert.AreEqual("payment-service is unavailable", refused.Message);
    }

    [TestMethod]
    public async Task Failures_that_are_not_in_a_row_leave_it_closed()
    {
        var client = Client(retries: 0);
        foreach (var status in new[] { 500, 500, 200, 500, 500, 200 }) statuses.Enqueue(status);
        for (var request = 0; request < 6; request++) await client.GetAsync("/", TestContext.CancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.HasCount(6, received);
        Assert.AreEqual(HttpStatusCode.OK, (await client.GetAsync("/", TestContext.CancellationToken)).StatusCode);
    }

    [TestMethod]
    public async Task After_its_time_a_trial_is_let_through_and_closes_it()
    {
        var client = Client(retries: 0, breakerReset: 500);
        foreach (var status in new[] { 500, 500, 500 }) statuses.Enqueue(status);
        for (var request = 0; request < 3; request++)
            await Assert.ThrowsExactlyAsync<ServiceUnavailableException>(() => client.GetAsync("/", TestContext.CancellationToken));
        HttpResponseMessage? answer = null;
        while (answer is null)
        {
            try
            {
                answer = await client.GetAsync("/", TestContext.CancellationToken);
            }
            catch (ServiceUnavailableException)
            {
                await Task.Delay(20, TestContext.CancellationToken);
            }
        }
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.HasCount(4, received);
    }

    [TestMethod]
    public async Task An_attempt_that_takes_too_long_is_cut_off()
    {
        statuses.Enqueue(299);
        var answer = await Client(timeout: 300).GetAsync("/", TestContext.CancellationToken);
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.HasCount(2, received);
    }

    [TestMethod]
    public async Task A_repetition_asks_anew_who_is_there_and_goes_to_one_that_was_not_tried()
    {
        var discovery = new Mock<IDiscovery>();
        discovery.Setup(one => one.FindAsync("payment-service", false, It.IsAny<CancellationToken>())).ReturnsAsync([new(new Uri("http://127.0.0.1:1"), 1)]);
        discovery.Setup(one => one.FindAsync("payment-service", true, It.IsAny<CancellationToken>())).ReturnsAsync([new(new Uri("http://127.0.0.1:1"), 1), new(url, 1)]);
        Assert.AreEqual(HttpStatusCode.OK, (await Client(discovery: discovery.Object).GetAsync("/", TestContext.CancellationToken)).StatusCode);
    }

    [TestMethod]
    public async Task No_instance_is_a_service_that_is_away()
    {
        var discovery = new Mock<IDiscovery>();
        discovery.Setup(one => one.FindAsync("payment-service", It.IsAny<bool>(), It.IsAny<CancellationToken>())).ReturnsAsync([]);
        var client = Client(discovery: discovery.Object);
        await Assert.ThrowsExactlyAsync<ServiceUnavailableException>(() => client.GetAsync("/", TestContext.CancellationToken));
    }

    private HttpClient Client(int retries = 3, int breakerFailures = 3, int breakerReset = 30_000, int timeout = 5_000, IDiscovery? discovery = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMetrics();
        services.AddSingleton(VariablesTests.Load(
            ("SERVICE_NAME", "order-service"),
            ("HTTP_CLIENT_RETRIES", $"{retries}"),
            ("HTTP_CLIENT_RETRY_DELAY_MS", "1"),
            ("HTTP_CLIENT_TIMEOUT_MS", $"{timeout}"),
            ("BREAKER_FAILURES", $"{breakerFailures}"),
            ("BREAKER_RESET_MS", $"{breakerReset}")));
        services.AddSingleton<ChassisMetrics>();
        services.AddSingleton(discovery ?? Always());
        services.AddHttpClient("payments").ToService("payment-service");
        return services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>().CreateClient("payments");
    }

    private IDiscovery Always()
    {
        var discovery = new Mock<IDiscovery>();
        discovery.Setup(one => one.FindAsync("payment-service", It.IsAny<bool>(), It.IsAny<CancellationToken>())).ReturnsAsync([new(url, 1)]);
        return discovery.Object;
    }
}
