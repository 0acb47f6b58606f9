using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Chassis;

/// <summary>HTTP to other services, found through Consul, with timeout, retry and circuit breaker.</summary>
public static class ServiceClients
{
    /// <summary>Says of a request whether sending it twice has the effect of sending it once; only then is it retried.</summary>
    public static readonly HttpRequestOptionsKey<bool> Idempotent = new("chassis.idempotent");

    internal static readonly HttpRequestOptionsKey<string> Service = new("chassis.service");
    private static readonly TimeSpan maxRetryDelay = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The guideline's resilience patterns for calls to one service, outermost first: retry (3, exponential with jitter),
    /// circuit breaker (opens after 3 failures in a row for 30 s, then lets one trial through), timeout (2 s an attempt).
    ///
    /// Every answer below 500 but 429 is returned, 4xx too: they are answers, not failures. Anything else ends in
    /// <see cref="ServiceUnavailableException"/>, which uncaught becomes 503 with <c>Retry-After</c>.
    /// </summary>
    /// <param name="client">Requests are relative to the service: <c>client.GetAsync("/api/v1/payments/1")</c>.</param>
    /// <param name="service">By the name it has in Consul.</param>
    public static IHttpClientBuilder ToService(this IHttpClientBuilder client, string service)
    {
        client.ConfigureHttpClient(http =>
        {
            http.BaseAddress = new Uri($"http://{service}");
            // The limit is an attempt's.
            http.Timeout = Timeout.InfiniteTimeSpan;
        });
        client.Services.AddKeyedSingleton(service, (provider, _) => new Breaker(service, provider.GetRequiredService<ChassisOptions>(),
            provider.GetRequiredService<ChassisMetrics>(), provider.GetRequiredService<ILogger<Breaker>>()));
        client.Services.AddKeyedSingleton(service, (_, _) => new WeightedTurns());
        client.AddHttpMessageHandler(provider => new UnavailableHandler(service, provider.GetRequiredKeyedService<Breaker>(service), provider.GetRequiredService<ChassisMetrics>()));
        client.AddResilienceHandler("chassis", (pipeline, context) =>
            AddPatterns(pipeline, context.ServiceProvider.GetRequiredService<ChassisOptions>(), context.ServiceProvider.GetRequiredKeyedService<Breaker>(service)));
        client.AddHttpMessageHandler(provider => new InstanceHandler(service, provider.GetRequiredService<IDiscovery>(),
            provider.GetRequiredKeyedService<WeightedTurns>(service), provider.GetRequiredService<ChassisMetrics>()));
        client.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        return client;
    }

    internal static void AddPatterns(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, ChassisOptions options, Breaker breaker)
    {
        if (options.ClientRetries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = options.ClientRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                // The guideline waits 2, 4 and 8 seconds between attempts, longer than a caller waits.
                Delay = options.ClientRetryDelay,
                MaxDelay = maxRetryDelay,
                // An open breaker answers at once: waiting would only hold the caller back.
                ShouldHandle = arguments => ValueTask.FromResult(
                    IsFailure(arguments.Outcome) && arguments.Outcome.Exception is not BrokenCircuitException
                        && arguments.Context.GetRequestMessage() is { } request && IsRepeatable(request)),
            });
        }
        pipeline.AddCircuitBreaker(breaker.Options);
        pipeline.AddTimeout(options.ClientTimeout);
    }

    internal static bool IsFailure(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is not null || outcome.Result is { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests };

    /// <summary>GET, PUT and DELETE (RFC 9110 section 9.2.2), any request with an <c>Idempotency-Key</c>, and what says so itself.</summary>
    private static bool IsRepeatable(HttpRequestMessage request)
    {
        if (request.Options.TryGetValue(Idempotent, out var isIdempotent)) return isIdempotent;
        return request.Headers.Contains("Idempotency-Key")
            || request.Method == HttpMethod.Get || request.Method == HttpMethod.Put || request.Method == HttpMethod.Delete;
    }
}

/// <summary>Another service could not answer. Uncaught it becomes 503 with <c>Retry-After</c>.</summary>
public sealed class ServiceUnavailableException(string service, int retryAfterSeconds, Exception? cause = null)
    : Exception($"{service} is unavailable", cause)
{
    public string Service { get; } = service;
    public int RetryAfterSeconds { get; } = retryAfterSeconds;
}

/// <summary>
/// The circuit breaker of one service. Polly's opens by the share of failures among the calls of a time; it is given only
/// every failure that is one too many in a row, and opens at the first of those.
/// </summary>
internal sealed class Breaker
{
    private readonly TimeSpan reset;
    private int failuresInRow;
    private long openUntil;

    public Breaker(string service, ChassisOptions options, ChassisMetrics metrics, ILogger<Breaker> logger)
    {
        reset = options.BreakerReset;
        Options = new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            // The least and the most that Polly takes: what counts is decided below.
            FailureRatio = 0.000_001,
            MinimumThroughput = 2,
            SamplingDuration = TimeSpan.FromDays(1),
            BreakDuration = reset,
            ShouldHandle = arguments => ValueTask.FromResult(IsOneTooMany(arguments.Outcome, options.BreakerFailures)),
            OnOpened = _ =>
            {
                Interlocked.Exchange(ref openUntil, Environment.TickCount64 + (long)reset.TotalMilliseconds);
                logger.LogWarning("circuit breaker of {Service} opened", service);
                metrics.BreakerIs(service, open: true);
                return ValueTask.CompletedTask;
            },
            OnClosed = _ =>
            {
                Interlocked.Exchange(ref openUntil, 0);
                logger.LogWarning("circuit breaker of {Service} closed", service);
                metrics.BreakerIs(service, open: false);
                return ValueTask.CompletedTask;
            },
        };
    }

    public CircuitBreakerStrategyOptions<HttpResponseMessage> Options { get; }

    /// <summary>Until an open breaker lets a trial through; 1 when it is closed.</summary>
    public int RetryAfterSeconds
    {
        get
        {
            var left = Interlocked.Read(ref openUntil) - Environment.TickCount64;
            return (int)Math.Max(1, Math.Ceiling(left / 1000.0));
        }
    }

    private bool IsOneTooMany(Outcome<HttpResponseMessage> outcome, int limit)
    {
        if (ServiceClients.IsFailure(outcome)) return Interlocked.Increment(ref failuresInRow) >= limit;
        Interlocked.Exchange(ref failuresInRow, 0);
        return false;
    }
}

/// <summary>Outermost: says that the service is unavailable, whatever the last attempt ended with.</summary>
internal sealed class UnavailableHandler(string service, Breaker breaker, ChassisMetrics metrics) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
        }
        catch (BrokenCircuitException refused)
        {
            metrics.Attempted(service, "refused");
            throw new ServiceUnavailableException(service, breaker.RetryAfterSeconds, refused);
        }
        catch (Exception failure) when (failure is HttpRequestException or TimeoutRejectedException or IOException)
        {
            throw new ServiceUnavailableException(service, 1, failure);
        }
        if (!ServiceClients.IsFailure(Outcome.FromResult(response))) return response;
        using (response) throw new ServiceUnavailableException(service, 1, new HttpRequestException($"{service} answered {(int)response.StatusCode}"));
    }
}

/// <summary>Innermost: sends an attempt to the instance whose turn it is, and reads the whole answer.</summary>
internal sealed class InstanceHandler(string service, IDiscovery discovery, WeightedTurns turns, ChassisMetrics metrics) : DelegatingHandler
{
    private static readonly HttpRequestOptionsKey<HashSet<Uri>> tried = new("chassis.tried");
    private static readonly HttpRequestOptionsKey<string> target = new("chassis.target");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            request.Options.Set(ServiceClients.Service, service);
            request.RequestUri = new Uri(await NextInstanceAsync(request, cancellationToken), PathOf(request));
            var response = await base.SendAsync(request, cancellationToken);
            // Here, so that the attempt's time limit holds for the body too.
            await response.Content.ReadAsByteArrayAsync(cancellationToken);
            metrics.Attempted(service, ServiceClients.IsFailure(Outcome.FromResult(response)) ? "failed" : "answered");
            return response;
        }
        catch (Exception)
        {
            metrics.Attempted(service, "failed");
            throw;
        }
    }

    /// <summary>The next in turn; a repetition asks who is there now, and goes to one that was not tried yet if it can.</summary>
    private async Task<Uri> NextInstanceAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        if (!request.Options.TryGetValue(tried, out var before)) request.Options.Set(tried, before = []);
        var instances = await discovery.FindAsync(service, fresh: before.Count > 0, cancellation);
        var untried = instances.Where(instance => !before.Contains(instance.Url)).ToArray();
        var url = turns.Next(untried.Length > 0 ? untried : instances) ?? throw new HttpRequestException($"no healthy instance of {service}");
        before.Add(url);
        return url;
    }

    /// <summary>What was asked for, whatever instance an earlier attempt went to.</summary>
    private static string PathOf(HttpRequestMessage request)
    {
        if (request.Options.TryGetValue(target, out var path)) return path;
        path = request.RequestUri?.PathAndQuery ?? "/";
        request.Options.Set(target, path);
        return path;
    }
}
