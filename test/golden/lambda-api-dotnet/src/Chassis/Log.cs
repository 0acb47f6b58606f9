using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chassis;

public enum LogLevel
{
    Debug = 10,
    Info = 20,
    Warn = 30,
    Error = 40,
    Silent = 50,
}

/// <summary>One JSON object a line, to standard output, which Lambda carries to CloudWatch Logs.</summary>
public static class Log
{
    private static readonly LogLevel Threshold =
        Enum.TryParse<LogLevel>(Settings.Of("LOG_LEVEL", "info"), ignoreCase: true, out var level) ? level : LogLevel.Info;

    private static IReadOnlyList<(string Name, object? Value)> ofInvocation = [];

    public static void Debug(string message, params (string Name, object? Value)[] fields) => Write(LogLevel.Debug, message, fields);

    public static void Info(string message, params (string Name, object? Value)[] fields) => Write(LogLevel.Info, message, fields);

    public static void Warn(string message, params (string Name, object? Value)[] fields) => Write(LogLevel.Warn, message, fields);

    public static void Error(string message, params (string Name, object? Value)[] fields) => Write(LogLevel.Error, message, fields);

    /// <summary>Fields that every line of this invocation carries. A process has one invocation at a time.</summary>
    public static void OfInvocation(params (string Name, object? Value)[] fields) => ofInvocation = fields;

    private static void Write(LogLevel level, string message, (string Name, object? Value)[] fields)
    {
        if (level < Threshold)
        {
            return;
        }
        var line = new JsonObject
        {
            ["time"] = Json.Moment(DateTimeOffset.UtcNow),
            ["level"] = level.ToString().ToLowerInvariant(),
            ["message"] = message,
            ["service"] = Settings.Of("SERVICE_NAME", "unknown"),
            ["function"] = Settings.Of("FUNCTION_NAME", "unknown"),
        };
        (string Name, object? Value) trace = ("trace_id", Tracing.Current?.TraceId.ToHexString());
        foreach (var (name, value) in ofInvocation.Append(trace).Concat(fields))
        {
            if (value is not null)
            {
                line[name] = Written(value);
            }
        }
        Console.Out.WriteLine(line.ToJsonString(Json.Options));
    }

    private static JsonNode? Written(object value) =>
        value is Exception error ? Written(error) : JsonSerializer.SerializeToNode(value, Json.Options);

    private static JsonObject Written(Exception error)
    {
        var written = new JsonObject
        {
            ["name"] = error.GetType().Name,
            ["message"] = error.Message,
            ["stack"] = error.StackTrace,
        };
        if (error.InnerException is { } cause)
        {
            written["cause"] = Written(cause);
        }
        return written;
    }
}
