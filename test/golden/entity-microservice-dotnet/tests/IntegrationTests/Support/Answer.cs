using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Chassis;

namespace IntegrationTests.Support;

/// <summary>Requests of tests, and what came back.</summary>
internal sealed record Answer(int Status, HttpResponseMessage Response, JsonElement Body)
{
    public string Text(string name) => Body.GetProperty(name).GetString() ?? "";

    /// <param name="client">What sends it.</param>
    /// <param name="method">Of HTTP.</param>
    /// <param name="path">With its query.</param>
    /// <param name="body">Sent as JSON; a text is JSON already.</param>
    /// <param name="headers">Besides those of the body.</param>
    public static async Task<Answer> OfAsync(HttpClient client, string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is string json) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        else if (body is not null) request.Content = JsonContent.Create(body, options: Json.Options);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, response, text.Length > 0 && text[0] is '{' or '[' ? JsonSerializer.Deserialize<JsonElement>(text) : default);
    }
}
