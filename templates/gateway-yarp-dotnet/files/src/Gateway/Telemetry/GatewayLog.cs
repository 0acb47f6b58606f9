namespace Gateway;

/// <summary>All that the gateway says; arguments that a message does not name are fields of its line.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "gateway listens")]
    public static partial void Listens(this ILogger logger, string address, int port, string config);

    [LoggerMessage(Level = LogLevel.Information, Message = "draining")]
    public static partial void Draining(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "gateway stopped")]
    public static partial void Stopped(this ILogger logger, int cutRequests);

    [LoggerMessage(Level = LogLevel.Information, Message = "routes loaded")]
    public static partial void RoutesLoaded(this ILogger logger, string[] routes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "route file")]
    public static partial void RouteFileWarning(this ILogger logger, string path, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "route file is invalid, keeping the routes")]
    public static partial void RouteFileInvalid(this ILogger logger, string path, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "route file cannot be read, keeping the routes")]
    public static partial void RouteFileUnreadable(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "instances changed")]
    public static partial void InstancesChanged(this ILogger logger, string service, string[] instances);

    [LoggerMessage(Level = LogLevel.Information, Message = "consul answers again")]
    public static partial void ConsulAnswers(this ILogger logger, string service);

    [LoggerMessage(Level = LogLevel.Warning, Message = "consul does not answer, keeping the last known instances")]
    public static partial void ConsulSilent(this ILogger logger, string service, string consul, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "breaker opened")]
    public static partial void BreakerOpened(this ILogger logger, string route, string? service, double forMs);

    [LoggerMessage(Level = LogLevel.Information, Message = "breaker closed")]
    public static partial void BreakerClosed(this ILogger logger, string route, string? service);

    [LoggerMessage(Level = LogLevel.Information, Message = "request")]
    public static partial void Request(
        this ILogger logger, string method, string path, int status, double durationMs, string requestId, string traceId, string upstream, string outcome);
}
