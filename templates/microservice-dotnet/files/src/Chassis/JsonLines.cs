using System.Buffers;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Chassis;

/// <summary>Logs as one JSON object a line on standard output, with the ids of the active trace in every line.</summary>
internal sealed class JsonLines(ServiceIdentity service) : ILoggerProvider, ILogger
{
    private static readonly JsonWriterOptions relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? spare;

    /// <returns>This one: lines do not name their category.</returns>
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Dispose() => StandardOutput.Flush();

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // Of this thread, unless what is logged logs while it is written.
        var line = spare ?? new ArrayBufferWriter<byte>(1024);
        spare = null;
        using (var json = new Utf8JsonWriter(line, relaxed))
        {
            json.WriteStartObject();
            json.WriteString("level"u8, LevelOf(logLevel));
            json.WriteString("time"u8, Json.Time(DateTimeOffset.UtcNow));
            json.WriteString("service"u8, service.Name);
            json.WriteString("version"u8, service.Version);
            if (Activity.Current is { } activity)
            {
                json.WriteString("trace_id"u8, activity.TraceId.ToHexString());
                json.WriteString("span_id"u8, activity.SpanId.ToHexString());
            }
            if (state is IEnumerable<KeyValuePair<string, object?>> values) WriteValues(json, values);
            if (exception is { } error) WriteError(json, error);
            json.WriteString("msg"u8, formatter(state, exception));
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        StandardOutput.Add(line.WrittenSpan);
        line.ResetWrittenCount();
        spare = line;
    }

    private static void WriteValues(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> values)
    {
        foreach (var (name, value) in values)
        {
            if (name == "{OriginalFormat}") continue;
            json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(name));
            switch (value)
            {
                case null: json.WriteNullValue(); break;
                case bool flag: json.WriteBooleanValue(flag); break;
                case int number: json.WriteNumberValue(number); break;
                case long number: json.WriteNumberValue(number); break;
                case double number: json.WriteNumberValue(number); break;
                default: json.WriteStringValue(value.ToString()); break;
            }
        }
    }

    private static void WriteError(Utf8JsonWriter json, Exception error)
    {
        json.WriteStartObject("error");
        json.WriteString("type", error.GetType().Name);
        json.WriteString("message", error.Message);
        json.WriteString("stack", error.ToString());
        json.WriteEndObject();
    }

    private static string LevelOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    /// <summary>What <c>LOG_LEVEL</c> stands for.</summary>
    public static LogLevel LevelOf(string name) => name switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "fatal" => LogLevel.Critical,
        "silent" => LogLevel.None,
        _ => LogLevel.Information,
    };
}
