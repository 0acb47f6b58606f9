using System.Net;
using Gateway.Configuration;
using Gateway.Routing;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Proxy;

/// <summary>Sends a request to an instance of its route's service by YARP, and to another where that can do no harm.</summary>
internal sealed class RouteForwarder(IHttpForwarder forwarder, ServiceClient client, GatewayOptions options)
{
    /// <summary>HTTP/1.1 as it came; the timeout of the route is about the answer's beginning, this is silence within a body.</summary>
    private static readonly ForwarderRequestConfig _config = new()
    {
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        ActivityTimeout = TimeSpan.FromMinutes(5),
    };

    /// <summary>Answers the request; <see cref="Exchange.Judged"/> is done when it is known how the service did.</summary>
    public async Task ForwardAsync(Exchange exchange, ServiceRoute route)
    {
        using var timer = new AnswerTimer(route.Timeout);
        var context = exchange.Context;
        var body = context.Request.Body;
        context.Request.Body = new TimedBody(body, timer);
        var own = context.Response.Headers.ToArray();
        HashSet<Destination>? tried = null;
        Exception? last = null;
        var isResent = false;
        while (true)
        {
            var destination = route.Take(tried) ?? (isResent ? Again(tried) : null);
            if (destination is null)
            {
                await FailAsync(exchange, route, tried, last);
                return;
            }
            var (error, exception) = await AttemptAsync(exchange, route, destination, timer);
            if (error == ForwarderError.None) return;
            if (context.Response.HasStarted) return;
            // YARP cleared the answer for its own.
            foreach (var (name, value) in own) context.Response.Headers[name] = value;
            if (await IsDecidedAsync(exchange, route, destination, timer, exception)) return;
            last = exception;
            (tried ??= []).Add(destination);
            if (IsNotConnected(exception)) continue;
            if (isResent || !MayResend(context.Request, exception))
            {
                var detail = $"{destination.Address} gave no valid answer: {ReasonOf(exception) ?? error.ToString()}.";
                var problem = new Problem(StatusCodes.Status502BadGateway, "Bad Gateway", detail);
                await exchange.FailAsync(problem, Outcomes.UpstreamFailed);
                return;
            }
            isResent = true;
        }
    }

    private async Task<(ForwarderError Error, Exception? Exception)> AttemptAsync(
        Exchange exchange, ServiceRoute route, Destination destination, AnswerTimer timer)
    {
        var context = exchange.Context;
        exchange.Upstream = destination.Address;
        try
        {
            var transformer = new GatewayTransformer(exchange, route, destination, timer, options);
            context.Response.StatusCode = StatusCodes.Status200OK;
            var error = await forwarder.SendAsync(context, destination.Prefix, client.Invoker, _config, transformer, timer.Token);
            if (error == ForwarderError.None) return (error, null);
            // The answer has begun, so its status cannot change: a cut connection tells the client that it is not complete.
            // Of a switched protocol either side may end the connection as it likes.
            if (context.Response.HasStarted && context.Response.StatusCode != StatusCodes.Status101SwitchingProtocols)
            {
                exchange.IsCut = true;
                await exchange.EndAsync(context.RequestAborted.IsCancellationRequested ? OutcomeOf(error) : Outcomes.UpstreamFailed);
            }
            return (error, context.GetForwarderErrorFeature()?.Exception);
        }
        finally
        {
            destination.End();
        }
    }

    private static string OutcomeOf(ForwarderError error) =>
        error is ForwarderError.ResponseBodyCanceled or ForwarderError.RequestCanceled or ForwarderError.RequestBodyClient
            ? Outcomes.ClientAborted
            : Outcomes.UpstreamFailed;

    /// <summary>Whether it ended by the client or the timeout, and so needs no other instance.</summary>
    private static async Task<bool> IsDecidedAsync(
        Exchange exchange, ServiceRoute route, Destination destination, AnswerTimer timer, Exception? exception)
    {
        if (exchange.Context.RequestAborted.IsCancellationRequested)
        {
            await exchange.EndAsync(Outcomes.ClientAborted);
            return true;
        }
        if (IsMalformed(exception))
        {
            // A body that turns out to be malformed, within what was sent already.
            exchange.Context.Response.Headers.Connection = "close";
            await exchange.FailAsync(Problem.BadRequest("The request is not valid HTTP/1.1."), Outcomes.Refused);
            return true;
        }
        if (!timer.IsExpired) return false;
        var detail = $"{destination.Address} did not answer within {route.Timeout.TotalMilliseconds:0} ms.";
        await exchange.FailAsync(new Problem(StatusCodes.Status504GatewayTimeout, "Gateway Timeout", detail), Outcomes.Timeout);
        return true;
    }

    private static Task FailAsync(Exchange exchange, ServiceRoute route, HashSet<Destination>? tried, Exception? last)
    {
        if (tried is null)
        {
            return exchange.FailAsync(Problem.Unavailable($"No healthy instance of {route.Subject} is known."), Outcomes.NoInstance);
        }
        var addresses = string.Join(", ", tried.Select(destination => destination.Address));
        var reason = ReasonOf(last) ?? "no connection";
        return exchange.FailAsync(
            Problem.Unavailable($"No instance of {route.Subject} can be reached ({addresses}): {reason}."), Outcomes.ConnectFailed);
    }

    /// <summary>Kestrel's word for it comes among the errors of both sides.</summary>
    private static bool IsMalformed(Exception? exception) => exception switch
    {
        null => false,
        BadHttpRequestException => true,
        AggregateException several => several.InnerExceptions.Any(IsMalformed),
        _ => IsMalformed(exception.InnerException),
    };

    private static string? ReasonOf(Exception? exception) => exception?.GetBaseException().Message.TrimEnd('.');

    /// <summary>A lone instance whose connection broke is asked once more.</summary>
    private static Destination? Again(HashSet<Destination>? tried)
    {
        var destination = tried?.LastOrDefault();
        destination?.Begin();
        return destination;
    }

    /// <summary>Nothing was sent, so another instance may get the request, whatever its method.</summary>
    private static bool IsNotConnected(Exception? exception) =>
        exception is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
        }
        || exception is OperationCanceledException { InnerException: TimeoutException };

    /// <summary>
    /// Mostly a kept connection that the instance closed as the request was written. PUT and DELETE are idempotent by
    /// RFC 9110, but whether a service keeps to it a gateway cannot know; what is no HTTP does not become so by asking again.
    /// </summary>
    private static bool MayResend(HttpRequest request, Exception? exception) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        && request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0
        && exception is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.Unknown };
}
