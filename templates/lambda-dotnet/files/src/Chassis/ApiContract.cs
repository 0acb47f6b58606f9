using System.Reflection;
using System.Text.Json.Nodes;

namespace Chassis;

/// <summary>What an operation's path, query, headers and body must look like, as JSON Schemas.</summary>
public sealed record RequestSchemas(JsonObject Path, JsonObject Query, JsonObject Headers, JsonNode? Body);

/// <summary>An OpenAPI 3.1 document, by which requests are validated so that contract and validation cannot drift apart.</summary>
public sealed class ApiContract(JsonNode document)
{
    private static readonly string[] Methods = ["get", "put", "post", "patch", "delete"];

    /// <summary>The contract that an assembly carries: its resource <c>openapi.json</c>.</summary>
    public static ApiContract Of(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        using var stream = assembly.GetManifestResourceStream("openapi.json")
            ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no resource openapi.json");
        return new ApiContract(JsonNode.Parse(stream) ?? throw new InvalidOperationException("openapi.json is empty"));
    }

    /// <summary>Its operations, as <c>METHOD /path</c>.</summary>
    public IEnumerable<string> Operations =>
        from path in Paths
        from member in path.Value?.AsObject() ?? []
        where Methods.Contains(member.Key)
        select $"{member.Key.ToUpperInvariant()} {path.Key}";

    private JsonObject Paths => document["paths"]?.AsObject() ?? [];

    /// <exception cref="InvalidOperationException">The contract has no such operation.</exception>
    public RequestSchemas Schemas(string method, string path)
    {
        ArgumentNullException.ThrowIfNull(method);
        var item = Paths[path];
#pragma warning disable CA1308 // OpenAPI writes methods so.
        var operation = item?[method.ToLowerInvariant()];
#pragma warning restore CA1308
        if (item is null || operation is null)
        {
            throw new InvalidOperationException($"The contract has no {method} {path}");
        }
        var parameters = new[] { item["parameters"], operation["parameters"] }
            .SelectMany(list => list?.AsArray() ?? [])
            .Select(Resolve)
            .ToList();
        var content = operation["requestBody"] is { } body ? Resolve(body)["content"] : null;
        return new RequestSchemas(
            ObjectOf("path", parameters),
            ObjectOf("query", parameters),
            ObjectOf("header", parameters),
            content?["application/json"]?["schema"]);
    }

    /// <summary>Follows a reference within the document.</summary>
    public JsonNode Resolve(JsonNode? value)
    {
        if (value is not JsonObject one || one["$ref"] is not { } reference)
        {
            return value ?? throw new InvalidOperationException("The contract has a reference to nothing");
        }
        var target = reference.GetValue<string>().TrimStart('#', '/').Split('/')
            .Aggregate<string, JsonNode?>(document, (node, part) => node?[part]);
        return Resolve(target ?? throw new InvalidOperationException($"The contract has no {reference}"));
    }

    private JsonObject ObjectOf(string place, IEnumerable<JsonNode> parameters)
    {
        var required = new JsonArray();
        var properties = new JsonObject();
        foreach (var parameter in parameters.Where(one => one["in"]?.GetValue<string>() == place))
        {
            var given = parameter["name"]?.GetValue<string>() ?? "";
            var name = place == "header" ? given.ToLowerInvariant() : given;
            properties[name] = Resolve(parameter["schema"]).DeepClone();
            if (parameter["required"]?.GetValue<bool>() == true)
            {
                required.Add(name);
            }
        }
        return new JsonObject { ["type"] = "object", ["required"] = required, ["properties"] = properties };
    }
}
