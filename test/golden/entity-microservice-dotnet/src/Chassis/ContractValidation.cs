using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Primitives;

namespace Chassis;

/// <summary>
/// Refuses requests that do not fit <c>contracts/openapi.json</c>, before they reach a controller: contract and validation
/// cannot drift apart. Bodies are taken as they are; path, query and headers are text, so they are converted to the types
/// asked for.
/// </summary>
internal sealed class ContractValidation(RequestDelegate next, Contract contract)
{
    private const int maxReportedFaults = 20;
    private static readonly byte[] byteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly ConcurrentDictionary<RouteEndpoint, Route> routes = new();

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is RouteEndpoint endpoint)
        {
            UnescapeSlashes(context.Request);
            var route = routes.GetOrAdd(endpoint, static found => new Route(found));
            if (!route.IsSpelledAs(context.Request.Path)) context.SetEndpoint(null);
            else if (contract.TryFind(context.Request.Method, route.Path, out var operation)) await ValidateAsync(context, operation);
        }
        await next(context);
    }

    private async Task ValidateAsync(HttpContext context, ContractOperation operation)
    {
        Refuse(FaultsOf(context, operation, "path"));
        await ValidateBodyAsync(context, operation);
        Refuse(FaultsOf(context, operation, "query"));
        Refuse(FaultsOf(context, operation, "header"));
    }

    /// <summary>The server leaves a slash that is escaped as it is, since it separates nothing: within a value it is one.</summary>
    private static void UnescapeSlashes(HttpRequest request)
    {
        if (request.Path.Value?.Contains('%', StringComparison.Ordinal) != true) return;
        foreach (var (name, value) in request.RouteValues.ToArray())
            if (value is string text) request.RouteValues[name] = text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
    }

    private async Task ValidateBodyAsync(HttpContext context, ContractOperation operation)
    {
        if (operation.Body is not { } schema) return;
        var request = context.Request;
        var body = await ReadAsync(request, context.RequestAborted);
        if (Parse(request.ContentType, body) is not { } value) throw Fault([new ProblemDetail("#", NothingFits(schema))]);
        var faults = Validate(schema, value, body);
        if (faults.Count > 0) throw Fault(faults.Take(maxReportedFaults).Select(fault => new ProblemDetail($"#{fault.Pointer}", fault.Detail)));
        context.Features.Set(new ParsedBody(value));
    }

    /// <summary>The whole body, which who comes after can read once more.</summary>
    private static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellation);
        var bytes = body.ToArray();
        request.Body = new MemoryStream(bytes, writable: false);
        return bytes;
    }

    private IReadOnlyList<SchemaFault> Validate(JsonElement schema, JsonElement value, byte[] body)
    {
        try
        {
            if (!IsPlainText(body)) ReadEveryText(value);
            return contract.Schemas.Validate(schema, value);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: JSON can carry it, and no text can.
            throw Problems.BadRequest("The request holds characters that cannot be stored");
        }
    }

    /// <summary>Nothing is escaped by its number, so that texts are what they look like.</summary>
    private static bool IsPlainText(byte[] body) => Utf8.IsValid(body) && body.AsSpan().IndexOf("\\u"u8) < 0;

    /// <summary>Also those that the schema says nothing about.</summary>
    /// <exception cref="InvalidOperationException">One cannot be read.</exception>
    private static void ReadEveryText(JsonElement value)
    {
        using var nowhere = new Utf8JsonWriter(Stream.Null);
        value.WriteTo(nowhere);
    }

    /// <returns>Null when there is no body.</returns>
    private static JsonElement? Parse(string? contentType, byte[] body)
    {
        var mediaType = contentType?.Split(';', 2)[0].Trim().ToLowerInvariant();
        if (body.Length == 0 && mediaType is null or "application/json") return null;
        if (mediaType == "text/plain") return JsonSerializer.SerializeToElement(System.Text.Encoding.UTF8.GetString(body));
        if (mediaType != "application/json") throw new ProblemException(415, "Unsupported Media Type", "Unsupported Media Type");
        try
        {
            var text = body.AsSpan();
            return JsonSerializer.Deserialize<JsonElement>(text.StartsWith(byteOrderMark) ? text[byteOrderMark.Length..] : text);
        }
        catch (JsonException)
        {
            throw Problems.BadRequest("Body is not valid JSON but content-type is set to 'application/json'");
        }
    }

    private string NothingFits(JsonElement schema) =>
        contract.Schemas.Resolve(schema).TryGetProperty("type", out var type)
            ? $"must be {string.Join(",", SchemaValidator.TypesOf(type))}"
            : "must be there";

    private List<ProblemDetail> FaultsOf(HttpContext context, ContractOperation operation, string place)
    {
        var faults = new List<ProblemDetail>();
        foreach (var parameter in operation.Parameters)
        {
            if (parameter.In != place) continue;
            var name = place == "header" ? parameter.Name.ToLowerInvariant() : parameter.Name;
            var given = GivenOf(context, place, parameter.Name);
            if (given.Count == 0)
            {
                if (parameter.Required) faults.Add(new($"{PartOf(place)}/{name}", $"must have required property '{name}'"));
                continue;
            }
            var value = Converted(contract.Schemas.Resolve(parameter.Schema), given);
            faults.AddRange(contract.Schemas.Validate(parameter.Schema, value)
                .Select(fault => new ProblemDetail($"{PartOf(place)}/{name}{fault.Pointer}", fault.Detail)));
        }
        return faults;
    }

    /// <summary>As problems call the parts of a request.</summary>
    private static string PartOf(string place) => place switch
    {
        "path" => "params",
        "query" => "querystring",
        _ => "headers",
    };

    private static StringValues GivenOf(HttpContext context, string place, string name) => place switch
    {
        "path" => context.GetRouteValue(name)?.ToString(),
        "query" => context.Request.Query[name],
        _ => context.Request.Headers[name],
    };

    /// <summary>A list may be of one.</summary>
    private JsonElement Converted(JsonElement schema, StringValues given)
    {
        if (schema.TryGetProperty("type", out var type) && SchemaValidator.TypesOf(type).Contains("array"))
        {
            var each = schema.TryGetProperty("items", out var items) ? contract.Schemas.Resolve(items) : schema;
            return JsonSerializer.SerializeToElement(given.Select(one => Converted(each, one ?? "")).ToArray());
        }
        return given.Count > 1 ? JsonSerializer.SerializeToElement(given.ToArray()) : Converted(schema, given.ToString());
    }

    private static JsonElement Converted(JsonElement schema, string text)
    {
        if (!schema.TryGetProperty("type", out var type)) return JsonSerializer.SerializeToElement(text);
        foreach (var wanted in SchemaValidator.TypesOf(type))
        {
            JsonNode? converted = wanted switch
            {
                "integer" or "number" when text.Length > 0 && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
                "boolean" when text is "true" or "false" => text == "true",
                _ => null,
            };
            if (converted is not null) return JsonSerializer.SerializeToElement(converted);
        }
        return JsonSerializer.SerializeToElement(text);
    }

    private static void Refuse(List<ProblemDetail> faults)
    {
        if (faults.Count > 0) throw Fault(faults.Take(maxReportedFaults));
    }

    private static ProblemException Fault(IEnumerable<ProblemDetail> faults) =>
        Problems.BadRequest("The request does not fit the contract", [.. faults]);

    /// <summary>What an endpoint is reached by.</summary>
    private sealed class Route(RouteEndpoint endpoint)
    {
        /// <summary>Of each part of the path, what it must be, if anything. Null when it goes on as it likes.</summary>
        private readonly string?[]? literals = LiteralsOf(endpoint.RoutePattern);

        /// <summary>As the contract writes it.</summary>
        public string Path { get; } = $"/{endpoint.RoutePattern.RawText?.TrimStart('/')}";

        /// <summary>Routing takes any case and a slash too much; URLs are compared as they are.</summary>
        public bool IsSpelledAs(PathString path)
        {
            if (literals is null) return true;
            var rest = path.Value.AsSpan();
            foreach (var literal in literals)
            {
                if (rest.IsEmpty) return false;
                var end = rest[1..].IndexOf('/') + 1;
                var part = end == 0 ? rest[1..] : rest[1..end];
                if (literal is not null && !part.SequenceEqual(literal)) return false;
                rest = end == 0 ? [] : rest[end..];
            }
            return rest.IsEmpty;
        }

        private static string?[]? LiteralsOf(RoutePattern pattern) =>
            pattern.PathSegments.Count == 0 || pattern.PathSegments.Any(segment => segment.Parts.Any(part => part is RoutePatternParameterPart { IsCatchAll: true }))
                ? null
                : [.. pattern.PathSegments.Select(segment => segment.Parts is [RoutePatternLiteralPart literal] ? literal.Content : null)];
    }
}
