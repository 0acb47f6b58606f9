using Gateway.Configuration;
using Microsoft.Extensions.Primitives;

namespace Gateway.Proxy;

/// <summary>CORS for all routes: preflights are answered from the route table, answers say who may read them.</summary>
internal static class Cors
{
    /// <summary>Response fields that the gateway writes itself, so that a service's own do not stand beside them.</summary>
    public static readonly IReadOnlyList<string> ResponseHeaders =
        ["Access-Control-Allow-Credentials", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers"];

    /// <summary>Response fields a page may read besides the safelisted ones (Fetch standard).</summary>
    private const string Exposed =
        "Location, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-ID";

    /// <summary>Whether the browser asks before it sends the real request (Fetch standard).</summary>
    public static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method)
        && !StringValues.IsNullOrEmpty(request.Headers.Origin)
        && !StringValues.IsNullOrEmpty(request.Headers.AccessControlRequestMethod);

    /// <summary>Adds the fields for the answer to a request with an Origin; none when it is not let in.</summary>
    public static void Allow(CorsOptions cors, HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        var headers = context.Response.Headers;
        if (cors.Origins is not null) headers.Vary = "Origin";
        if (origin.Length == 0 || cors.Origins?.Contains(origin) == false) return;
        headers.AccessControlAllowOrigin = cors.Origins is null ? "*" : origin;
        if (cors.Origins is not null) headers.AccessControlAllowCredentials = "true";
        headers.AccessControlExposeHeaders = Exposed;
    }

    /// <summary>Adds the further fields for the answer to a preflight for a path that takes these methods.</summary>
    public static void AllowMethods(HttpContext context, IReadOnlyList<string> methods)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = string.Join(", ", methods);
        headers.AccessControlMaxAge = "600";
        headers.Append("Vary", "Access-Control-Request-Headers");
        var wanted = context.Request.Headers.AccessControlRequestHeaders;
        if (!StringValues.IsNullOrEmpty(wanted)) headers.AccessControlAllowHeaders = wanted;
    }
}
