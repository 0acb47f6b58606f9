using System.Text.Json;
using System.Text.RegularExpressions;
using Chassis;

namespace IntegrationTests.Support;

/// <summary>
/// Checks every answer against contracts/openapi.json: the status is one the operation may give, and the body fits its schema.
/// Paths and methods that the contract does not have are not checked.
/// </summary>
internal sealed class AnswerContract : DelegatingHandler
{
    private static readonly Contract contract = Contract.Load();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        Check(request, response, await response.Content.ReadAsStringAsync(cancellationToken));
        return response;
    }

    private static void Check(HttpRequestMessage request, HttpResponseMessage response, string body)
    {
        var path = request.RequestUri?.AbsolutePath ?? "";
        // A concrete path is meant before one with parameters (OpenAPI 3.1.1, Paths Object).
        var template = contract.Operations
            .Where(one => one.Method == request.Method.Method && Matches(one.Path, path))
            .OrderBy(one => one.Path.Split('{').Length).FirstOrDefault()?.Path;
        if (template is null) return;
        var operation = contract.Document.GetProperty("paths").GetProperty(template).GetProperty(request.Method.Method.ToLowerInvariant());
        var responses = operation.GetProperty("responses");
        var status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!responses.TryGetProperty(status, out var found) && !responses.TryGetProperty("default", out found))
            Assert.Fail($"{request.Method} {template} may not answer {status}, says the contract");
        if (!contract.Schemas.Resolve(found).TryGetProperty("content", out var content))
        {
            Assert.AreEqual("", body, $"{request.Method} {template} may not have a body with {status}");
            return;
        }
        var type = content.EnumerateObject().First();
        Assert.AreEqual(type.Name, response.Content.Headers.ContentType?.MediaType);
        var faults = contract.Schemas.Validate(type.Value.GetProperty("schema"), JsonSerializer.Deserialize<JsonElement>(body));
        Assert.IsEmpty(faults, $"{request.Method} {template} {status} does not fit the contract: {string.Join(", ", faults)}");
    }

    private static bool Matches(string template, string path) => Regex.IsMatch(path, $"^{Regex.Replace(template, @"\{[^}]+\}", "[^/]+")}$");
}
