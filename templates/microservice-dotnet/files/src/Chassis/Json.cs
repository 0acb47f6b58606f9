using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chassis;

/// <summary>How bodies are written: camelCase, nothing for null, times in UTC with milliseconds.</summary>
public static class Json
{
    public static readonly JsonSerializerOptions Options = Configured(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>How answers and events of others are read: what must be there is, and what is not known may be there too.</summary>
    public static readonly JsonSerializerOptions Tolerant = new(Options)
    {
        NumberHandling = JsonNumberHandling.Strict,
#if NET9_0_OR_GREATER
        RespectNullableAnnotations = true,
#endif
    };

    public static JsonSerializerOptions Configured(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new TimeConverter());
        options.Converters.Add(new WholeNumberConverter());
        options.Converters.Add(new LongNumberConverter());
        options.Converters.Add(new JsonStringEnumConverter());
        return options;
    }

    /// <summary>Such as <c>2026-01-31T12:00:00.000Z</c>, whatever time zone it was given in.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Time(value));
    }

    /// <summary>However it is written: 3.0 is a whole number, as JSON Schema has it.</summary>
    private sealed class WholeNumberConverter : JsonConverter<int>
    {
        public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TryGetInt32(out var number) ? number : decimal.ToInt32(reader.GetDecimal());

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value);
    }

    private sealed class LongNumberConverter : JsonConverter<long>
    {
        public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TryGetInt64(out var number)) return number;
            var wide = reader.GetDecimal();
            return decimal.Truncate(wide) == wide && wide is >= long.MinValue and <= long.MaxValue
                ? decimal.ToInt64(wide)
                : throw new JsonException("It is no whole number of 64 bits");
        }

        public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value);
    }
}
