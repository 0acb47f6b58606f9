using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chassis;

namespace UnitTests;

/// <summary>contracts/asyncapi.json, as the tests use it.</summary>
internal static class EventContract
{
    public static JsonNode Document { get; } = JsonNode.Parse(File.ReadAllText(PathOf("contracts/asyncapi.json")))!;

    /// <summary>What is wrong with an event, by the contract; empty when nothing is.</summary>
    public static IReadOnlyList<string> ProblemsOf(string type, object data)
    {
        if (Document["components"]?["messages"]?[type]?["payload"] is not { } schema)
        {
            return [$"{type} is not in contracts/asyncapi.json"];
        }
        try
        {
            new Validation(new ApiContract(Document)).Body(schema, JsonSerializer.SerializeToNode(data, Json.EventOptions));
            return [];
        }
        catch (ProblemException problem)
        {
            return [.. (problem.ToBody("").Errors ?? []).Select(error => $"{type} {error.Pointer} {error.Detail}")];
        }
    }

    /// <summary>A file of this service.</summary>
    public static string PathOf(string relative, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here) ?? "", "..", "..", relative));
}
