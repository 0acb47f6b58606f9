namespace Gateway;

/// <summary>Tells a service who asked, and how: X-Forwarded-For is appended to, the others say how this gateway was reached.</summary>
internal sealed class ForwardedFields(IHttpContextAccessor accessor) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (accessor.HttpContext is { } context)
        {
            var before = context.Request.Headers["X-Forwarded-For"].ToString();
            var remote = context.Connection.RemoteIpAddress?.ToString() ?? "";
            Set(request, "X-Forwarded-For", before.Length == 0 ? remote : $"{before}, {remote}");
            Set(request, "X-Forwarded-Proto", context.Request.Scheme);
            Set(request, "X-Forwarded-Host", context.Request.Host.Value ?? "");
            request.Headers.Remove("Forwarded");
        }
        return base.SendAsync(request, cancellationToken);
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        if (value.Length > 0) request.Headers.TryAddWithoutValidation(name, value);
    }
}
