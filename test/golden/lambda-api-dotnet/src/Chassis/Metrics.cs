using System.Text.Json.Nodes;

namespace Chassis;

public enum MetricUnit
{
    Count,
    Milliseconds,
    Bytes,
}

/// <summary>
/// Counts and measures, written at the end of an invocation as log lines that CloudWatch turns into metrics: nothing is called, so
/// nothing can be away. Namespace and dimensions are those of the infrastructure file.
/// </summary>
/// <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html"/>
public static class Metrics
{
    private static readonly object Gate = new();
    private static List<Measured> pending = [];

    /// <summary>Beside the dimensions given it carries <c>Environment</c> (Production, Development).</summary>
    public static void Add(string name, double value, MetricUnit unit, params (string Name, string Value)[] dimensions)
    {
        (string, string)[] all = [("Environment", Settings.Of("ENVIRONMENT", "Development")), .. dimensions];
        lock (Gate)
        {
            pending.Add(new Measured(name, value, unit, all));
        }
    }

    /// <summary>What was counted since the last call.</summary>
    internal static IReadOnlyList<Measured> Take()
    {
        lock (Gate)
        {
            var taken = pending;
            pending = [];
            return taken;
        }
    }

    /// <summary>Writes what was counted, a line for each set of dimensions.</summary>
    internal static void Flush()
    {
        var service = Settings.Of("SERVICE_NAME", "unknown");
        var space = Settings.Of("METRICS_NAMESPACE", service);
        foreach (var alike in Take().GroupBy(one => string.Join('\0', one.Dimensions.Select(dimension => $"{dimension.Name}={dimension.Value}"))))
        {
            Console.Out.WriteLine(LineOf(space, [.. alike]).ToJsonString(Json.Options));
        }
    }

    private static JsonObject LineOf(string space, IReadOnlyList<Measured> alike)
    {
        var dimensions = alike[0].Dimensions;
        var names = new JsonArray([.. dimensions.Select(dimension => JsonValue.Create(dimension.Name))]);
        var byName = alike.GroupBy(one => one.Name).ToList();
        var definitions = byName.Select(one => new JsonObject { ["Name"] = one.Key, ["Unit"] = one.First().Unit.ToString() });
        var line = new JsonObject
        {
            ["_aws"] = new JsonObject
            {
                ["Timestamp"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
                ["CloudWatchMetrics"] = new JsonArray(new JsonObject
                {
                    ["Namespace"] = space,
                    ["Dimensions"] = new JsonArray(names),
                    ["Metrics"] = new JsonArray([.. definitions]),
                }),
            },
        };
        foreach (var (name, value) in dimensions)
        {
            line[name] = value;
        }
        foreach (var one in byName)
        {
            line[one.Key] = new JsonArray([.. one.Select(measured => JsonValue.Create(measured.Value))]);
        }
        return line;
    }

    internal sealed record Measured(string Name, double Value, MetricUnit Unit, IReadOnlyList<(string Name, string Value)> Dimensions);
}
