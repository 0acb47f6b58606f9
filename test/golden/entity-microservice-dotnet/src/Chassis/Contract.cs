using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Chassis;

/// <summary>A parameter of an operation: where it is taken from, and what it must look like.</summary>
public sealed record ContractParameter(string Name, string In, bool Required, JsonElement Schema);

/// <summary>What an operation asks of a request.</summary>
/// <param name="Parameters">The operation's own, and not its path's.</param>
/// <param name="Body">The schema of a JSON body; null when it takes none.</param>
public sealed record ContractOperation(string Method, string Path, IReadOnlyList<ContractParameter> Parameters, JsonElement? Body);

/// <summary>The service's <c>contracts/openapi.json</c>.</summary>
public sealed class Contract
{
    private static readonly string[] methods = ["get", "post", "put", "patch", "delete"];
    private readonly Dictionary<string, ContractOperation> operations;

    public Contract(JsonElement document)
    {
        Document = document;
        Text = JsonSerializer.Serialize(document, Json.Options);
        Schemas = new SchemaValidator(document);
        operations = OperationsOf(document).ToDictionary(one => $"{one.Method} {one.Path}", StringComparer.Ordinal);
    }

    public JsonElement Document { get; }

    /// <summary>As it is served.</summary>
    public string Text { get; }

    public SchemaValidator Schemas { get; }

    public IReadOnlyCollection<ContractOperation> Operations => operations.Values;

    /// <summary>Reads the file that lies beside the service's assemblies.</summary>
    public static Contract Load()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "contracts", "openapi.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return new Contract(document.RootElement.Clone());
    }

    /// <param name="method">In capitals.</param>
    /// <param name="path">As the contract writes it, such as <c>/api/v1/users/{id}</c>.</param>
    public bool TryFind(string method, string path, [NotNullWhen(true)] out ContractOperation? operation) =>
        operations.TryGetValue($"{method} {path}", out operation);

    private IEnumerable<ContractOperation> OperationsOf(JsonElement document)
    {
        if (!document.TryGetProperty("paths", out var paths)) yield break;
        foreach (var path in paths.EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                if (!methods.Contains(operation.Name)) continue;
                yield return new ContractOperation(
                    operation.Name.ToUpperInvariant(), path.Name, [.. ParametersOf(operation.Value)], BodyOf(operation.Value));
            }
        }
    }

    private IEnumerable<ContractParameter> ParametersOf(JsonElement operation)
    {
        if (!operation.TryGetProperty("parameters", out var parameters)) yield break;
        foreach (var parameter in parameters.EnumerateArray().Select(Schemas.Resolve))
        {
            if (!parameter.TryGetProperty("schema", out var schema)) continue;
            yield return new ContractParameter(
                parameter.GetProperty("name").GetString() ?? "",
                parameter.GetProperty("in").GetString() ?? "",
                parameter.TryGetProperty("required", out var required) && required.GetBoolean(),
                Checked(schema));
        }
    }

    private JsonElement? BodyOf(JsonElement operation)
    {
        if (!operation.TryGetProperty("requestBody", out var given)) return null;
        var content = Schemas.Resolve(given).GetProperty("content");
        return content.TryGetProperty("application/json", out var json) && json.TryGetProperty("schema", out var schema)
            ? Checked(schema)
            : null;
    }

    /// <summary>A word that the validator does not know would let pass what the contract forbids.</summary>
    private JsonElement Checked(JsonElement schema)
    {
        Schemas.AssertKnown(schema);
        return schema;
    }
}
