using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Chassis;

/// <summary>One fault: where, as a JSON pointer below what was validated, and what.</summary>
public sealed record SchemaFault(string Pointer, string Detail);

/// <summary>
/// Validates JSON by the schemas of an OpenAPI 3.1 document (JSON Schema 2020-12, the keywords that contracts of requests
/// use). All faults are found, and said in the words of Ajv, as services in TypeScript say them.
/// </summary>
/// <param name="document">What references are resolved in.</param>
public sealed partial class SchemaValidator(JsonElement document)
{
    private static readonly HashSet<string> known =
    [
        "$ref", "type", "enum", "const", "minLength", "maxLength", "pattern", "format", "minimum", "maximum", "exclusiveMinimum",
        "exclusiveMaximum", "multipleOf", "required", "properties", "additionalProperties", "minProperties", "maxProperties",
        "items", "minItems", "maxItems", "uniqueItems", "allOf", "anyOf", "oneOf", "not",
        // What says nothing about validity.
        "title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "$comment",
    ];

    private readonly ConcurrentDictionary<string, JsonElement> referred = new(StringComparer.Ordinal);

    /// <summary>An object that stands for itself, or for what its <c>$ref</c> names.</summary>
    public JsonElement Resolve(JsonElement given)
    {
        if (given.ValueKind != JsonValueKind.Object || !given.TryGetProperty("$ref", out var reference)) return given;
        return referred.GetOrAdd(reference.GetString() ?? "", Refer);
    }

    private JsonElement Refer(string pointer)
    {
        if (!pointer.StartsWith("#/", StringComparison.Ordinal)) throw new InvalidOperationException($"The contract refers to {pointer}, outside itself");
        var found = document;
        foreach (var part in pointer[2..].Split('/').Select(part => part.Replace("~1", "/").Replace("~0", "~")))
        {
            found = found.ValueKind == JsonValueKind.Object && found.TryGetProperty(part, out var next)
                ? next
                : throw new InvalidOperationException($"The contract has no {pointer}");
        }
        return Resolve(found);
    }

    /// <exception cref="InvalidOperationException">The schema, or one that it refers to, has a keyword that is not checked here.</exception>
    public void AssertKnown(JsonElement schema) => AssertKnown(schema, []);

    public IReadOnlyList<SchemaFault> Validate(JsonElement schema, JsonElement value)
    {
        var faults = new List<SchemaFault>();
        Validate(schema, value, "", faults);
        return faults;
    }

    private void AssertKnown(JsonElement schema, HashSet<string> seen)
    {
        if (schema.ValueKind != JsonValueKind.Object) return;
        foreach (var keyword in schema.EnumerateObject())
        {
            if (!known.Contains(keyword.Name)) throw new InvalidOperationException($"The contract asks for {keyword.Name}, which is not validated");
            if (keyword.NameEquals("$ref") && seen.Add(keyword.Value.GetString() ?? "")) AssertKnown(Resolve(schema), seen);
            else if (keyword.NameEquals("properties")) foreach (var property in keyword.Value.EnumerateObject()) AssertKnown(property.Value, seen);
            else if (keyword.Name is "allOf" or "anyOf" or "oneOf") foreach (var part in keyword.Value.EnumerateArray()) AssertKnown(part, seen);
            else if (keyword.Name is "items" or "additionalProperties" or "not") AssertKnown(keyword.Value, seen);
            else if (keyword.NameEquals("format") && FormatOf(keyword.Value) is null) throw new InvalidOperationException($"The contract asks for the format {keyword.Value}, which is not validated");
        }
    }

    private void Validate(JsonElement given, JsonElement value, string at, List<SchemaFault> faults)
    {
        var schema = Resolve(given);
        if (schema.ValueKind == JsonValueKind.False) faults.Add(new(at, "boolean schema is false"));
        if (schema.ValueKind != JsonValueKind.Object) return;
        if (schema.TryGetProperty("type", out var type) && !IsOfAny(type, value))
        {
            faults.Add(new(at, $"must be {string.Join(",", TypesOf(type))}"));
            // Half a piece is no whole number, but a number all the same.
            if (value.ValueKind == JsonValueKind.Number && TypesOf(type).Contains("integer")) Number(schema, value.GetDouble(), at, faults);
            return;
        }
        if (value.ValueKind == JsonValueKind.Number) Number(schema, value.GetDouble(), at, faults);
        if (value.ValueKind == JsonValueKind.String) Text(schema, value.GetString() ?? "", at, faults);
        Any(schema, value, at, faults);
        if (value.ValueKind == JsonValueKind.Array) Array(schema, value, at, faults);
        if (value.ValueKind == JsonValueKind.Object) Object(schema, value, at, faults);
    }

    private static void Number(JsonElement schema, double value, string at, List<SchemaFault> faults)
    {
        void Limit(string keyword, string sign, Func<double, bool> holds)
        {
            if (schema.TryGetProperty(keyword, out var limit) && !holds(limit.GetDouble())) faults.Add(new(at, $"must be {sign} {limit.GetRawText()}"));
        }
        Limit("maximum", "<=", limit => value <= limit);
        Limit("minimum", ">=", limit => value >= limit);
        Limit("exclusiveMaximum", "<", limit => value < limit);
        Limit("exclusiveMinimum", ">", limit => value > limit);
        Limit("multipleOf", "multiple of", step => value / step == Math.Truncate(value / step));
    }

    private static void Text(JsonElement schema, string value, string at, List<SchemaFault> faults)
    {
        var length = value.EnumerateRunes().Count();
        Length(schema, "Length", "characters", length, at, faults);
        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(value, AsDotnet(pattern.GetString() ?? ""), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
        {
            faults.Add(new(at, $"must match pattern \"{pattern.GetString()}\""));
        }
        if (schema.TryGetProperty("format", out var format) && FormatOf(format) is { } fits && !fits(value))
        {
            faults.Add(new(at, $"must match format \"{format.GetString()}\""));
        }
    }

    /// <summary>The end of a JavaScript pattern is the end of the text, never the line break before it.</summary>
    private static string AsDotnet(string pattern) =>
        pattern.EndsWith('$') && !pattern.EndsWith("\\$", StringComparison.Ordinal) ? $"{pattern[..^1]}\\z" : pattern;

    private void Any(JsonElement schema, JsonElement value, string at, List<SchemaFault> faults)
    {
        bool Fits(JsonElement part) => Validate(part, value).Count == 0;
        if (schema.TryGetProperty("const", out var constant) && !Same(constant, value)) faults.Add(new(at, "must be equal to constant"));
        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(one => Same(one, value))) faults.Add(new(at, "must be equal to one of the allowed values"));
        if (schema.TryGetProperty("not", out var not) && Fits(not)) faults.Add(new(at, "must NOT be valid"));
        if (schema.TryGetProperty("anyOf", out var any) && !any.EnumerateArray().Any(Fits))
        {
            foreach (var part in any.EnumerateArray()) Validate(part, value, at, faults);
            faults.Add(new(at, "must match a schema in anyOf"));
        }
        if (schema.TryGetProperty("oneOf", out var one) && one.EnumerateArray().Count(Fits) != 1)
        {
            foreach (var part in one.EnumerateArray()) Validate(part, value, at, faults);
            faults.Add(new(at, "must match exactly one schema in oneOf"));
        }
        if (schema.TryGetProperty("allOf", out var all)) foreach (var part in all.EnumerateArray()) Validate(part, value, at, faults);
    }

    private void Array(JsonElement schema, JsonElement value, string at, List<SchemaFault> faults)
    {
        var items = value.EnumerateArray().ToArray();
        Length(schema, "Items", "items", items.Length, at, faults);
        if (schema.TryGetProperty("uniqueItems", out var unique) && unique.GetBoolean() && FirstPair(items) is var (second, first))
        {
            faults.Add(new(at, $"must NOT have duplicate items (items ## {first} and {second} are identical)"));
        }
        if (!schema.TryGetProperty("items", out var each)) return;
        for (var index = 0; index < items.Length; index++) Validate(each, items[index], $"{at}/{index}", faults);
    }

    private static (int Second, int First)? FirstPair(JsonElement[] items)
    {
        for (var second = items.Length - 1; second > 0; second--)
        {
            for (var first = second - 1; first >= 0; first--) if (Same(items[first], items[second])) return (second, first);
        }
        return null;
    }

    private void Object(JsonElement schema, JsonElement value, string at, List<SchemaFault> faults)
    {
        Length(schema, "Properties", "properties", value.EnumerateObject().Count(), at, faults);
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(one => one.GetString() ?? ""))
            {
                if (!value.TryGetProperty(name, out _)) faults.Add(new($"{at}/{name}", $"must have required property '{name}'"));
            }
        }
        var hasProperties = schema.TryGetProperty("properties", out var properties);
        if (schema.TryGetProperty("additionalProperties", out var additional) && additional.ValueKind != JsonValueKind.True)
        {
            foreach (var property in value.EnumerateObject().DistinctBy(property => property.Name))
            {
                if (hasProperties && properties.TryGetProperty(property.Name, out _)) continue;
                if (additional.ValueKind == JsonValueKind.False) faults.Add(new($"{at}/{property.Name}", "must NOT have additional properties"));
                else Validate(additional, property.Value, $"{at}/{Escaped(property.Name)}", faults);
            }
        }
        if (!hasProperties) return;
        foreach (var property in properties.EnumerateObject())
        {
            if (value.TryGetProperty(property.Name, out var found)) Validate(property.Value, found, $"{at}/{Escaped(property.Name)}", faults);
        }
    }

    private static void Length(JsonElement schema, string keyword, string what, int length, string at, List<SchemaFault> faults)
    {
        if (schema.TryGetProperty($"max{keyword}", out var most) && length > most.GetInt32()) faults.Add(new(at, $"must NOT have more than {most.GetRawText()} {what}"));
        if (schema.TryGetProperty($"min{keyword}", out var least) && length < least.GetInt32()) faults.Add(new(at, $"must NOT have fewer than {least.GetRawText()} {what}"));
    }

    internal static string[] TypesOf(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString() ?? "")] : [type.GetString() ?? ""];

    private static bool IsOfAny(JsonElement types, JsonElement value)
    {
        foreach (var type in TypesOf(types)) if (IsOf(type, value)) return true;
        return false;
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && number == Math.Truncate(number),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => false,
    };

    private static bool Same(JsonElement one, JsonElement other)
    {
        if (one.ValueKind != other.ValueKind) return false;
        return one.ValueKind switch
        {
            JsonValueKind.Number => one.GetDouble() == other.GetDouble(),
            JsonValueKind.String => one.GetString() == other.GetString(),
            JsonValueKind.Array => one.GetArrayLength() == other.GetArrayLength() && one.EnumerateArray().Zip(other.EnumerateArray()).All(pair => Same(pair.First, pair.Second)),
            JsonValueKind.Object => one.EnumerateObject().Count() == other.EnumerateObject().Count()
                && one.EnumerateObject().All(property => other.TryGetProperty(property.Name, out var found) && Same(property.Value, found)),
            _ => true,
        };
    }

    /// <summary>A part of a JSON pointer (RFC 6901 section 3).</summary>
    private static string Escaped(string name) => name.Replace("~", "~0").Replace("/", "~1");

    private static Func<string, bool>? FormatOf(JsonElement format) => format.GetString() switch
    {
        "uuid" => Uuid().IsMatch,
        "email" => Email().IsMatch,
        "date-time" => text => Time().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "date" => text => Day().IsMatch(text) && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "uri" => text => Uri.TryCreate(text, UriKind.Absolute, out _),
        "int32" or "int64" or "double" or "float" => _ => true,
        _ => null,
    };

    [GeneratedRegex(@"^(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\z", RegexOptions.IgnoreCase)]
    private static partial Regex Uuid();

    // RFC 5322's dot-atom, and a domain of labels, one dot at least.
    [GeneratedRegex(@"^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Email();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[T\s]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d(?::?\d\d)?)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Time();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d\z")]
    private static partial Regex Day();
}
