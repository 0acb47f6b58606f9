using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Chassis;

/// <summary>
/// Reads variables of the environment; an empty one counts as not set. What is missing or malformed is collected, so that
/// one error names all of it (<see cref="ThrowIfInvalid"/>). Values are left out, since some are secrets.
/// </summary>
public sealed class Variables(IConfiguration configuration)
{
    private readonly SortedSet<string> problems = new(StringComparer.Ordinal);

    /// <summary>The variables of an application: one for all that reads them.</summary>
    public static Variables Of(IHostApplicationBuilder builder)
    {
        if (builder.Properties.TryGetValue(typeof(Variables), out var found)) return (Variables)found;
        var variables = new Variables(builder.Configuration);
        builder.Properties[typeof(Variables)] = variables;
        return variables;
    }

    public string? Text(string name) => configuration[name] is { Length: > 0 } value ? value : null;

    /// <summary>A text that must be there; empty when it is not, and that is a problem.</summary>
    public string Required(string name) => Text(name) ?? Wrong(name, "is required", "");

    public string OneOf(string name, string fallback, params IReadOnlyList<string> allowed)
    {
        var value = Text(name) ?? fallback;
        return allowed.Contains(value) ? value : Wrong(name, $"must be one of {string.Join(", ", allowed)}", fallback);
    }

    public string Matching(string name, string fallback, Regex pattern)
    {
        var value = Text(name) ?? fallback;
        return pattern.IsMatch(value) ? value : Wrong(name, $"must match {pattern}", fallback);
    }

    public int Integer(string name, int fallback, int least = 1, int most = int.MaxValue) =>
        OptionalInteger(name, least, most) ?? fallback;

    public int? OptionalInteger(string name, int least = 1, int most = int.MaxValue)
    {
        if (Text(name) is not { } text) return null;
        var isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
        if (isNumber && value >= least && value <= most) return value;
        return Wrong(name, most == int.MaxValue ? $"must be a whole number of at least {least}" : $"must be a whole number from {least} to {most}", (int?)null);
    }

    /// <summary>A duration, given in milliseconds.</summary>
    public TimeSpan Milliseconds(string name, int fallback, int least = 1) =>
        TimeSpan.FromMilliseconds(Integer(name, fallback, least));

    /// <summary>A URL of HTTP that may lack its scheme, as Consul's own tools write it (<c>consul:8500</c>).</summary>
    public Uri? LooseUrl(string name)
    {
        if (Text(name) is not { } text) return null;
        var full = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        if (Uri.TryCreate(full.TrimEnd('/'), UriKind.Absolute, out var url)) return url;
        return Wrong(name, "must be a URL", (Uri?)null);
    }

    /// <summary>A URL that must be there, with one of these schemes.</summary>
    public Uri RequiredUrl(string name, params IReadOnlyList<string> schemes)
    {
        var placeholder = new Uri($"{schemes[0]}://localhost");
        if (Text(name) is not { } text) return Wrong(name, "is required", placeholder);
        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var url) && schemes.Contains(url.Scheme);
        return isUrl && url is not null ? url : Wrong(name, $"must be a URL of {string.Join(" or ", schemes)}", placeholder);
    }

    /// <summary>Notes a problem.</summary>
    /// <returns><paramref name="placeholder"/>, to go on with until all problems are known.</returns>
    public T Wrong<T>(string name, string problem, T placeholder)
    {
        problems.Add($"{name}: {problem}");
        return placeholder;
    }

    /// <exception cref="InvalidEnvironmentException">Something was missing or malformed.</exception>
    public void ThrowIfInvalid()
    {
        if (problems.Count > 0) throw new InvalidEnvironmentException(problems);
    }
}

/// <summary>Names every variable that is missing or malformed.</summary>
public sealed class InvalidEnvironmentException(IEnumerable<string> problems)
    : Exception($"Invalid environment:\n  {string.Join("\n  ", problems)}");
