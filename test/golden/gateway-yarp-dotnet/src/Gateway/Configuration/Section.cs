using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gateway.Configuration;

/// <summary>What was found in a route file while it was read.</summary>
internal sealed class Findings
{
    /// <summary>Values that are not what their key takes.</summary>
    public List<ConfigIssue> Faults { get; } = [];

    /// <summary>Values that are good each, and do not go together.</summary>
    public List<ConfigIssue> Contradictions { get; } = [];

    /// <summary>Contradictions are only told of a file without faults: they may be but their consequence.</summary>
    public IReadOnlyList<ConfigIssue> Issues => [.. (Faults.Count > 0 ? Faults : Contradictions).Distinct()];

    public List<Section> Sections { get; } = [];
}

/// <summary>
/// An object of the route file. Reading a key checks its value, and notes what is wrong with its JSON path, so that a
/// file's faults are told all at once; keys that nobody read are those without effect.
/// </summary>
internal sealed class Section
{
    private readonly JsonElement _element;
    private readonly Findings _findings;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public Section(JsonElement element, string path, Findings findings)
    {
        _element = element;
        Path = path;
        _findings = findings;
        findings.Sections.Add(this);
    }

    public string Path { get; }

    /// <summary>Keys without effect.</summary>
    public IEnumerable<string> Unread =>
        _element.ValueKind == JsonValueKind.Object
            ? _element.EnumerateObject().Select(property => property.Name).Where(name => !_read.Contains(name))
            : [];

    public string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    public void Refuse(string key, string message) => _findings.Faults.Add(new(PathOf(key), message));

    /// <summary>Refuses what does not go together; without a key, the object as a whole.</summary>
    public void Contradict(string? key, string message) =>
        _findings.Contradictions.Add(new(key is null ? Path : PathOf(key), message));

    public string? Text(string key, Regex? shape = null, string message = "must be a text")
    {
        if (!TryGet(key, out var value)) return null;
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (text is not null && (shape is null || shape.IsMatch(text))) return text;
        Refuse(key, message);
        return null;
    }

    public int? Integer(string key, int minimum = int.MinValue, int maximum = int.MaxValue)
    {
        if (!TryGet(key, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= minimum && number <= maximum)
        {
            return number;
        }
        Refuse(key, minimum == int.MinValue ? "must be a whole number" : $"must be a whole number from {minimum} to {maximum}");
        return null;
    }

    public double? Number(string key, double minimum, double maximum = double.MaxValue)
    {
        if (!TryGet(key, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= minimum && number <= maximum)
        {
            return number;
        }
        Refuse(key, maximum == double.MaxValue ? $"must be a number from {minimum}" : $"must be a number from {minimum} to {maximum}");
        return null;
    }

    public bool? Flag(string key)
    {
        if (!TryGet(key, out var value)) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Refuse(key, "must be true or false");
        return null;
    }

    /// <summary>A list of texts, or one text alone where <paramref name="allowsOne"/>.</summary>
    public IReadOnlyList<string>? Texts(string key, Regex? shape = null, string message = "must be a list of texts", bool allowsOne = false)
    {
        if (!TryGet(key, out var value)) return null;
        var values = value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().ToArray(),
            JsonValueKind.String when allowsOne => [value],
            _ => null,
        };
        var isGood = values is not null
            && Array.TrueForAll(values, one => one.ValueKind == JsonValueKind.String && (shape is null || shape.IsMatch(one.GetString() ?? "")));
        if (isGood && values is not null) return [.. values.Select(one => one.GetString() ?? "")];
        Refuse(key, message);
        return null;
    }

    public Section? Child(string key)
    {
        if (!TryGet(key, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Object) return new Section(value, PathOf(key), _findings);
        Refuse(key, "must be an object");
        return null;
    }

    /// <summary>Objects of a list; null where there is none.</summary>
    public IReadOnlyList<Section>? Children(string key, string message = "must be a list of objects")
    {
        if (!TryGet(key, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Array)
        {
            return [.. value.EnumerateArray().Select((one, index) => new Section(one, $"{PathOf(key)}[{index}]", _findings))];
        }
        Refuse(key, message);
        return null;
    }

    /// <summary>Whether the key has a value; null is none, as in Ocelot.</summary>
    public bool Has(string key) => TryGet(key, out _);

    private bool TryGet(string key, out JsonElement value)
    {
        value = default;
        _read.Add(key);
        return _element.ValueKind == JsonValueKind.Object
            && _element.TryGetProperty(key, out value)
            && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);
    }
}
