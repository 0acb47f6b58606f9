using System.Diagnostics;
using System.Net;
using Gateway.Configuration;
using Gateway.Routing;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Proxy;

/// <summary>What a request is turned into for a service, and its answer for the client: one for each attempt.</summary>
internal sealed class GatewayTransformer(Exchange exchange, ServiceRoute route, Destination destination, AnswerTimer timer, GatewayOptions options)
    : HttpTransformer
{
    /// <summary>What the client sent under these names is not passed on as it is.</summary>
    private static readonly string[] _replaced =
        ["Forwarded", "traceparent", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Request-ID"];

    /// <summary>The canonical form of a URI would decode what the client encoded; it goes on as it came.</summary>
    private static readonly UriCreationOptions _verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var request = httpContext.Request;
        var target = route.Target(exchange.Values, exchange.Target.Query);
        proxyRequest.RequestUri = new Uri($"{destination.Prefix}{target}", _verbatim);
        foreach (var name in HeaderRules.HopByHop.Concat(HeaderRules.NamedBy(request.Headers.Connection)).Concat(_replaced))
        {
            Remove(proxyRequest, name);
        }
        var headers = proxyRequest.Headers;
        headers.Host = null;
        SetTrace(proxyRequest);
        headers.TryAddWithoutValidation("X-Request-ID", exchange.RequestId);
        headers.TryAddWithoutValidation("X-Forwarded-For", ForwardedFor(request));
        headers.TryAddWithoutValidation("X-Forwarded-Proto", request.Scheme);
        if (request.Host.HasValue) headers.TryAddWithoutValidation("X-Forwarded-Host", request.Host.Value);
        headers.TryAddWithoutValidation("Via", $"{request.Protocol.AsSpan("HTTP/".Length)} msx-gateway");
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null) return true;
        if (proxyResponse.StatusCode == HttpStatusCode.SwitchingProtocols && !IsWebSocket(httpContext, proxyResponse))
        {
            throw new HttpRequestException(HttpRequestError.InvalidResponse, "it switched to another protocol than the one asked for");
        }
        timer.Stop();
        var named = HeaderRules.NamedBy(new StringValues([.. proxyResponse.Headers.Connection])).ToArray();
        foreach (var name in HeaderRules.HopByHop.Concat(named).Append("X-Request-ID").Concat(options.Cors is null ? [] : Cors.ResponseHeaders))
        {
            if (proxyResponse.Headers.NonValidated.Contains(name)) proxyResponse.Headers.Remove(name);
            if (proxyResponse.Content.Headers.NonValidated.Contains(name)) proxyResponse.Content.Headers.Remove(name);
        }
        await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        var headers = httpContext.Response.Headers;
        if (headers.Location.Count > 0) headers.Location = MapAll(headers.Location);
        if (headers.ContentLocation.Count > 0) headers.ContentLocation = MapAll(headers.ContentLocation);
        await exchange.BeginAsync((int)proxyResponse.StatusCode);
        // A stream of events begins with its head alone.
        var isOpen = proxyResponse.Content.Headers.ContentLength is null && (int)proxyResponse.StatusCode is >= 200 and not 204 and not 304;
        if (isOpen) await httpContext.Response.Body.FlushAsync(cancellationToken);
        return true;
    }

    /// <summary>
    /// Recorded here, the service hangs on this gateway's own span, which the HTTP client writes; else on its caller's.
    /// </summary>
    private void SetTrace(HttpRequestMessage request)
    {
        if (!exchange.Trace.IsContinued) request.Headers.Remove("tracestate");
        var isRecorded = options.OtlpEndpoint is not null && Activity.Current is { Recorded: true };
        if (isRecorded) request.Headers.Remove("tracestate");
        else request.Headers.TryAddWithoutValidation("traceparent", exchange.Trace.Traceparent);
    }

    private static bool IsWebSocket(HttpContext context, HttpResponseMessage response) =>
        string.Equals(context.Request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase)
        && response.Headers.Upgrade.Any(upgrade => upgrade.Name.Equals("websocket", StringComparison.OrdinalIgnoreCase));

    private static string ForwardedFor(HttpRequest request)
    {
        var remote = request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "";
        var isOfConnection = HeaderRules.NamedBy(request.Headers.Connection).Contains("X-Forwarded-For", StringComparer.OrdinalIgnoreCase);
        var before = isOfConnection ? StringValues.Empty : request.Headers["X-Forwarded-For"];
        return StringValues.IsNullOrEmpty(before) ? remote : $"{string.Join(", ", before.ToArray())}, {remote}";
    }

    private static void Remove(HttpRequestMessage request, string name)
    {
        // A field is asked for first: removing one where it could not stand is an error.
        if (request.Headers.NonValidated.Contains(name)) request.Headers.Remove(name);
        if (request.Content?.Headers.NonValidated.Contains(name) == true) request.Content.Headers.Remove(name);
    }

    private StringValues MapAll(StringValues locations) =>
        Array.ConvertAll(locations.ToArray(), one => one is null ? null : route.Locations.Map(one, destination.Address));
}
