using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Gateway.Configuration;
using Gateway.Resilience;
using Gateway.Routing;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Proxy;

/// <summary>Answers a request: refuses it, answers it itself (health, preflight), or hands it to its route.</summary>
internal sealed class RequestHandler(GatewayState state, GatewayOptions options, RouteForwarder forwarder, ILogger<RequestHandler> logger)
{
    /// <summary>A longer client id is kept as its hash, so that what a client sends does not decide how much memory it takes.</summary>
    private const int LongestId = 64;

    public async Task HandleAsync(HttpContext context)
    {
        state.Begin();
        try
        {
            await AnswerAsync(context);
        }
        finally
        {
            state.End();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var exchange = new Exchange(context);
        context.Response.Headers["X-Request-ID"] = exchange.RequestId;
        if (context.Request.Headers.Upgrade.Count > 0) CloseUnlessSwitched(context);
        var (target, problem) = RequestTarget.Parse(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        exchange.Target = target;
        problem ??= Refuse(context.Request);
        if (problem is not null)
        {
            // Where such a request ends is a matter of opinion, so nothing that follows it is read.
            context.Response.Headers.Connection = "close";
            await exchange.FailAsync(problem, Outcomes.Refused);
        }
        else if (target.Path is "/health" or "/health/live" or "/health/ready")
        {
            await AnswerHealthAsync(exchange);
            return;
        }
        else
        {
            await AnswerAsync(exchange);
        }
        Record(exchange);
        if (exchange.IsCut) Cut(context);
    }

    /// <summary>
    /// Ends the connection without the end of the answer. Kestrel aborts a moment later than it is told to: a handler that
    /// returned in between would have it write the last chunk, and half an answer would pass for a whole one.
    /// </summary>
    private static void Cut(HttpContext context)
    {
        context.Abort();
        throw new IOException("The service's answer broke off.");
    }

    private async Task AnswerAsync(Exchange exchange)
    {
        var context = exchange.Context;
        if (options.Cors is { } cors)
        {
            Cors.Allow(cors, context);
            if (Cors.IsPreflight(context.Request))
            {
                await AnswerPreflightAsync(exchange);
                return;
            }
        }
        await RouteAsync(exchange);
    }

    /// <summary>What follows a request to switch, and was meant for the other protocol, is not taken for a request.</summary>
    private static void CloseUnlessSwitched(HttpContext context) => context.Response.OnStarting(() =>
    {
        if (context.Response.StatusCode != StatusCodes.Status101SwitchingProtocols) context.Response.Headers.Connection = "close";
        return Task.CompletedTask;
    });

    /// <summary>What is valid for Kestrel and still must not be passed on.</summary>
    private static Problem? Refuse(HttpRequest request)
    {
        var coding = request.Headers.TransferEncoding;
        if (coding.Count > 0 && !string.Equals(coding.ToString(), "chunked", StringComparison.OrdinalIgnoreCase))
        {
            return new Problem(StatusCodes.Status501NotImplemented, "Not Implemented", $"Transfer-Encoding {coding} is not supported.");
        }
        if (coding.Count > 0 && request.Headers.ContainsKey("X-Content-Length"))
        {
            // Kestrel's name for the length that came beside the coding.
            return Problem.BadRequest("The request has both Content-Length and Transfer-Encoding.");
        }
        var isUpgrade = request.Headers.Upgrade.Count > 0
            && request.Headers.Connection.ToString().Contains("upgrade", StringComparison.OrdinalIgnoreCase);
        return isUpgrade && (coding.Count > 0 || request.ContentLength > 0)
            ? Problem.BadRequest("A request with a body cannot switch protocols.")
            : null;
    }

    private async Task RouteAsync(Exchange exchange)
    {
        var (context, path) = (exchange.Context, exchange.Target.Path);
        var method = context.Request.Method;
        var match = state.Table.Match(method, path);
        if (match.Route is { } route)
        {
            exchange.Values = match.Values;
            Name(route, method);
            await ServeAsync(exchange, route);
        }
        else if (match.Allow.Count == 0)
        {
            await exchange.FailAsync(Problem.NotFound(path), Outcomes.Refused);
        }
        else if (HttpMethods.IsOptions(method))
        {
            context.Response.Headers.Allow = $"{string.Join(", ", match.Allow)}, OPTIONS";
            AnswerEmpty(exchange);
        }
        else
        {
            var allow = string.Join(", ", match.Allow);
            await exchange.FailAsync(Problem.MethodNotAllowed($"{path} takes {allow}, not {method}.", allow), Outcomes.Refused);
        }
    }

    /// <summary>The route's policies in Ocelot's order, the limit and the breaker, then its service.</summary>
    private async Task ServeAsync(Exchange exchange, ServiceRoute route)
    {
        if (route.Quotas is { } quotas && Exceeds(exchange, quotas) is { } exceeded)
        {
            await exchange.FailAsync(exceeded, Outcomes.Refused);
            return;
        }
        if (route.Breaker is not { } breaker)
        {
            await forwarder.ForwardAsync(exchange, route);
            return;
        }
        var instances = route.Source.Current;
        var forwarding = Task.CompletedTask;
        var recorded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        exchange.WaitFor(recorded.Task);
        async Task<Verdict> BeginAsync()
        {
            forwarding = forwarder.ForwardAsync(exchange, route);
            await Task.WhenAny(forwarding, exchange.Judged);
            return exchange.Judged.IsCompleted ? await exchange.Judged : Verdict.Neither;
        }
        bool isAdmitted;
        try
        {
            isAdmitted = await breaker.TryAsync(instances, instances.Destinations.Count > 0, BeginAsync, exchange.Context.RequestAborted);
        }
        finally
        {
            recorded.SetResult();
        }
        await forwarding;
        if (isAdmitted) return;
        var detail = $"{route.Subject} has failed too often and is left alone for now.";
        await exchange.FailAsync(Problem.Unavailable(detail, breaker.RetryAfterSeconds), Outcomes.BreakerOpen);
    }

    private static Problem? Exceeds(Exchange exchange, ClientQuotas quotas)
    {
        var (context, config) = (exchange.Context, quotas.Config);
        var id = config.ClientIdHeaders.Select(name => context.Request.Headers[name].ToString()).FirstOrDefault(value => value.Length > 0);
        if (id is not null && config.Whitelist.Contains(id)) return null;
        var quota = quotas.Take(KeyOf(id, context));
        if (config.Headers)
        {
            var headers = context.Response.Headers;
            headers["X-RateLimit-Limit"] = $"{config.Limit}";
            headers["X-RateLimit-Remaining"] = $"{quota.Remaining}";
            headers["X-RateLimit-Reset"] = $"{Math.Ceiling((DateTimeOffset.UtcNow + quota.Reset - DateTimeOffset.UnixEpoch).TotalSeconds):0}";
        }
        if (!quota.IsExceeded) return null;
        var detail = (config.Message ?? "The limit is {0} requests per {1}.")
            .Replace("{0}", $"{config.Limit}", StringComparison.Ordinal)
            .Replace("{1}", config.PeriodText, StringComparison.Ordinal);
        return new Problem(config.Status, ReasonPhrases.GetReasonPhrase(config.Status), detail)
        {
            RetryAfterSeconds = config.Headers ? Math.Max(1, (int)Math.Ceiling(quota.Reset.TotalSeconds)) : null,
        };
    }

    /// <summary>Client ids and addresses are apart: nobody uses up another's quota by calling itself by its address.</summary>
    private static string KeyOf(string? id, HttpContext context)
    {
        if (id is null) return $"address {context.Connection.RemoteIpAddress}";
        return $"id {(id.Length <= LongestId ? id : Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(id))))}";
    }

    private async Task AnswerPreflightAsync(Exchange exchange)
    {
        var methods = state.Table.MethodsOf(exchange.Target.Path);
        if (methods.Count == 0)
        {
            await exchange.FailAsync(Problem.NotFound(exchange.Target.Path), Outcomes.Refused);
            return;
        }
        Cors.AllowMethods(exchange.Context, methods);
        AnswerEmpty(exchange);
    }

    private static void AnswerEmpty(Exchange exchange)
    {
        _ = exchange.BeginAsync(StatusCodes.Status204NoContent);
        exchange.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task AnswerHealthAsync(Exchange exchange)
    {
        var context = exchange.Context;
        var method = context.Request.Method;
        if (options.Cors is { } cors) Cors.Allow(cors, context);
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
        {
            var detail = $"{exchange.Target.Path} is the gateway's own and takes GET.";
            await exchange.FailAsync(Problem.MethodNotAllowed(detail, "GET, HEAD"), Outcomes.Refused);
            return;
        }
        await HealthReport.WriteAsync(context, state, exchange.Target.Path);
    }

    /// <summary>The span says the route, not the path: paths are without number.</summary>
    private static void Name(ServiceRoute route, string method)
    {
        if (Activity.Current is not { IsAllDataRequested: true } activity) return;
        activity.DisplayName = $"{method} {route.Config.UpstreamPath}";
        activity.SetTag("http.route", route.Config.UpstreamPath);
    }

    private void Record(Exchange exchange)
    {
        if (!logger.IsEnabled(LogLevel.Information)) return;
        var response = exchange.Context.Response;
        var isGone = exchange.Outcome == Outcomes.ClientAborted && !response.HasStarted;
        logger.Request(
            exchange.Context.Request.Method,
            exchange.Target.Path ?? "",
            isGone ? StatusCodes.Status499ClientClosedRequest : response.StatusCode,
            Math.Round(exchange.Elapsed.TotalMilliseconds, 1),
            exchange.RequestId,
            exchange.Trace.TraceId,
            exchange.Upstream,
            exchange.Outcome);
    }
}
