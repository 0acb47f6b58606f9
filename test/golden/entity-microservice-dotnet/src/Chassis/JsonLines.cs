using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Chassis;

/// <summary>Writes one JSON object a line, with the ids of the active trace in every line.</summary>
internal sealed class JsonLines(ServiceIdentity service) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "json-lines";
    private static readonly JsonWriterOptions relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(line, relaxed))
        {
            json.WriteStartObject();
            json.WriteString("level", LevelOf(logEntry.LogLevel));
            json.WriteString("time", Json.Time(DateTimeOffset.UtcNow));
            json.WriteString("service", service.Name);
            json.WriteString("version", service.Version);
            if (Activity.Current is { } activity)
            {
                json.WriteString("trace_id", activity.TraceId.ToHexString());
                json.WriteString("span_id", activity.SpanId.ToHexString());
            }
            if (logEntry.State is IEnumerable<KeyValuePair<string, object?>> values) WriteValues(json, values);
            if (logEntry.Exception is { } error) WriteError(json, error);
            json.WriteString("msg", logEntry.Formatter(logEntry.State, logEntry.Exception));
            json.WriteEndObject();
        }
        textWriter.WriteLine(Encoding.UTF8.GetString(line.WrittenSpan));
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
