using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Chassis;

/// <summary>
/// Checks parts of requests by JSON Schema 2020-12, the dialect of OpenAPI 3.1: the keywords that contracts of services use. Any other
/// keyword that asserts something is refused when it is first met, so that nothing is silently not checked. What is wrong is said in the
/// words that the services of the other stack use.
/// </summary>
public sealed partial class Validation(ApiContract contract)
{
    private const int MaxReportedErrors = 20;

    private static readonly HashSet<string> Known =
    [
        "$ref", "type", "enum", "const", "required", "properties", "additionalProperties", "minProperties", "maxProperties",
        "items", "minItems", "maxItems", "uniqueItems", "minLength", "maxLength", "pattern", "format",
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        "default", "description", "title", "examples", "example", "deprecated", "readOnly", "writeOnly", "$comment", "$id", "$schema", "$defs",
    ];

    /// <summary>Bodies are taken as they are.</summary>
    /// <exception cref="ProblemException">400, listing what is wrong.</exception>
    public JsonNode? Body(JsonNode schema, JsonNode? value)
    {
        var found = new List<ProblemDetail>();
        var checkedValue = Check(schema, value, "#", isText: false, found);
        return found.Count == 0 ? checkedValue : throw Refused(found);
    }

    /// <summary>Path, query and headers are text, so they are converted to the types asked for; defaults are filled in.</summary>
    /// <param name="part">path, query or headers.</param>
    /// <exception cref="ProblemException">400, listing what is wrong.</exception>
    public JsonObject Text(string part, JsonObject schema, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var given = new JsonObject(values.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));
        var found = new List<ProblemDetail>();
        var checkedValue = Check(schema, given, part, isText: true, found);
        return found.Count == 0 && checkedValue is JsonObject done ? done : throw Refused(found);
    }

    private static ProblemException Refused(IReadOnlyList<ProblemDetail> found) =>
        ProblemException.BadRequest("The request does not fit the contract", [.. found.Take(MaxReportedErrors)]);

    private JsonNode? Check(JsonNode? schema, JsonNode? value, string pointer, bool isText, List<ProblemDetail> found)
    {
        if (contract.Resolve(schema) is not JsonObject rules)
        {
            return value;
        }
        foreach (var (keyword, _) in rules)
        {
            if (!Known.Contains(keyword) && !keyword.StartsWith("x-", StringComparison.Ordinal))
            {
                throw new NotSupportedException($"The contract's keyword {keyword} is not checked by the chassis");
            }
        }
        if (isText)
        {
            value = Converted(rules["type"], value);
        }
        void Add(string detail, string at = "") => found.Add(new ProblemDetail(pointer + at, detail));
        if (rules["type"] is { } type && !Types(type).Any(name => IsOf(name, value)))
        {
            Add($"must be {string.Join(',', Types(type))}");
            return value;
        }
        switch (value)
        {
            case JsonObject members:
                CheckObject(rules, members, pointer, isText, found, Add);
                break;
            case JsonArray items:
                CheckArray(rules, items, pointer, isText, found, Add);
                break;
            case JsonValue one when one.GetValueKind() == JsonValueKind.String:
                CheckText(rules, one.GetValue<string>(), Add);
                break;
            case JsonValue one when one.GetValueKind() == JsonValueKind.Number:
                CheckNumber(rules, Number(one), Add);
                break;
        }
        if (rules["enum"] is JsonArray allowed && !allowed.Any(member => JsonNode.DeepEquals(member, value)))
        {
            Add("must be equal to one of the allowed values");
        }
        if (rules.TryGetPropertyValue("const", out var only) && !JsonNode.DeepEquals(only, value))
        {
            Add("must be equal to constant");
        }
        return value;
    }

    private void CheckObject(
        JsonObject rules, JsonObject members, string pointer, bool isText, List<ProblemDetail> found, Action<string, string> add)
    {
        if (rules["maxProperties"] is { } most && members.Count > most.GetValue<int>())
        {
            add($"must NOT have more than {most} properties", "");
        }
        if (rules["minProperties"] is { } least && members.Count < least.GetValue<int>())
        {
            add($"must NOT have fewer than {least} properties", "");
        }
        var properties = rules["properties"]?.AsObject() ?? [];
        foreach (var (name, schema) in properties)
        {
            if (!members.ContainsKey(name) && contract.Resolve(schema)["default"] is { } fallback)
            {
                members[name] = fallback.DeepClone();
            }
        }
        foreach (var name in (rules["required"]?.AsArray() ?? []).Select(member => member?.GetValue<string>() ?? ""))
        {
            if (!members.ContainsKey(name))
            {
                add($"must have required property '{name}'", $"/{name}");
            }
        }
        var others = members.Select(member => member.Key).Where(name => !properties.ContainsKey(name)).ToList();
        if (rules["additionalProperties"] is JsonValue closed && closed.GetValueKind() == JsonValueKind.False)
        {
            others.ForEach(name => add("must NOT have additional properties", $"/{name}"));
        }
        else if (rules["additionalProperties"] is JsonObject ofOthers)
        {
            others.ForEach(name => Check(ofOthers, members[name], $"{pointer}/{name}", isText, found));
        }
        foreach (var (name, schema) in properties)
        {
            if (members.TryGetPropertyValue(name, out var member))
            {
                var now = Check(schema, member, $"{pointer}/{name}", isText, found);
                if (!ReferenceEquals(now, member))
                {
                    members[name] = now;
                }
            }
        }
    }

    private void CheckArray(
        JsonObject rules, JsonArray items, string pointer, bool isText, List<ProblemDetail> found, Action<string, string> add)
    {
        if (rules["maxItems"] is { } most && items.Count > most.GetValue<int>())
        {
            add($"must NOT have more than {most} items", "");
        }
        if (rules["minItems"] is { } least && items.Count < least.GetValue<int>())
        {
            add($"must NOT have fewer than {least} items", "");
        }
        for (var index = 0; rules["items"] is { } schema && index < items.Count; index++)
        {
            Check(schema, items[index], $"{pointer}/{index.ToString(CultureInfo.InvariantCulture)}", isText, found);
        }
        if (rules["uniqueItems"]?.GetValue<bool>() == true && Repeated(items) is var (second, first) && second > 0)
        {
            add($"must NOT have duplicate items (items ## {first} and {second} are identical)", "");
        }
    }

    private static (int Second, int First) Repeated(JsonArray items)
    {
        for (var second = items.Count - 1; second > 0; second--)
        {
            for (var first = second - 1; first >= 0; first--)
            {
                if (JsonNode.DeepEquals(items[first], items[second]))
                {
                    return (second, first);
                }
            }
        }
        return (0, 0);
    }

    private static void CheckText(JsonObject rules, string text, Action<string, string> add)
    {
        // JSON Schema counts characters, not UTF-16's units.
        var length = text.EnumerateRunes().Count();
        if (rules["maxLength"] is { } most && length > most.GetValue<int>())
        {
            add($"must NOT have more than {most} characters", "");
        }
        if (rules["minLength"] is { } least && length < least.GetValue<int>())
        {
            add($"must NOT have fewer than {least} characters", "");
        }
        if (rules["pattern"]?.GetValue<string>() is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.ECMAScript))
        {
            add($"must match pattern \"{pattern}\"", "");
        }
        if (rules["format"]?.GetValue<string>() is { } format && !Fits(format, text))
        {
            add($"must match format \"{format}\"", "");
        }
    }

    private static void CheckNumber(JsonObject rules, decimal number, Action<string, string> add)
    {
        void Limit(string keyword, string sign, Func<decimal, bool> holds)
        {
            if (rules[keyword] is JsonValue limit && !holds(Number(limit)))
            {
                add($"must be {sign} {limit}", "");
            }
        }
        Limit("maximum", "<=", limit => number <= limit);
        Limit("minimum", ">=", limit => number >= limit);
        Limit("exclusiveMaximum", "<", limit => number < limit);
        Limit("exclusiveMinimum", ">", limit => number > limit);
        if (rules["multipleOf"] is JsonValue step && number % Number(step) != 0)
        {
            add($"must be multiple of {step}", "");
        }
    }

    private static decimal Number(JsonValue value) =>
        decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : value.ToJsonString().StartsWith('-') ? decimal.MinValue : decimal.MaxValue;

    private static IEnumerable<string> Types(JsonNode type) =>
        type is JsonArray many ? many.Select(one => one?.GetValue<string>() ?? "") : [type.GetValue<string>()];

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("null", JsonValueKind.Null) => true,
        ("object", JsonValueKind.Object) => true,
        ("array", JsonValueKind.Array) => true,
        ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => value is JsonValue number && decimal.IsInteger(Number(number)),
        _ => false,
    };

    /// <summary>A text as what the schema asks for, where it can be that; else as it is.</summary>
    private static JsonNode? Converted(JsonNode? type, JsonNode? value)
    {
        if (type is null || value is not JsonValue one || one.GetValueKind() != JsonValueKind.String)
        {
            return value;
        }
        var text = one.GetValue<string>();
        foreach (var name in Types(type))
        {
            if (name is "integer" or "number" && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                return decimal.IsInteger(number) && number is <= long.MaxValue and >= long.MinValue
                    ? JsonValue.Create((long)number)
                    : JsonValue.Create(number);
            }
            if (name is "boolean" && text is "true" or "false")
            {
                return JsonValue.Create(text == "true");
            }
        }
        return value;
    }

    private static bool Fits(string format, string text) => format switch
    {
        "uuid" => Uuid().IsMatch(text),
        "date-time" => DateTimePattern().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "email" => Email().IsMatch(text),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        _ => throw new NotSupportedException($"The contract's format {format} is not checked by the chassis"),
    };

    [GeneratedRegex("^(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$", RegexOptions.IgnoreCase)]
    private static partial Regex Uuid();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[t\s]\d\d:\d\d:\d\d(?:\.\d+)?(?:z|[+-]\d\d(?::?\d\d)?)$", RegexOptions.IgnoreCase)]
    private static partial Regex DateTimePattern();

    [GeneratedRegex(@"^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$", RegexOptions.IgnoreCase)]
    private static partial Regex Email();
}
