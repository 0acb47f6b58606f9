using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Routing;

/// <summary>
/// A path template as Ocelot reads it: a placeholder followed by a slash takes one segment, and the last one, when nothing
/// follows it, takes the rest of the path, slashes included. <c>/api/users/{everything}</c> also matches
/// <c>/api/users</c> and <c>/api/users/</c>, so that a collection and its items need one route.
/// </summary>
/// <remarks>
/// Values are as they stand in the request, still percent-encoded. That is why ASP.NET Core's own route patterns are not
/// used: they match the decoded path, from which <c>%2F</c> could not be told from <c>/</c> when it is sent on.
/// </remarks>
internal sealed partial class PathTemplate
{
    private readonly IReadOnlyList<string> _names;
    private readonly Regex _pattern;

    /// <exception cref="FormatException">Saying what is wrong with the template.</exception>
    public PathTemplate(string template, bool caseSensitive)
    {
        if (!template.StartsWith('/')) throw new FormatException($"must start with /: {template}");
        if (template.AsSpan().ContainsAny('?', '#')) throw new FormatException($"cannot contain a query or fragment: {template}");
        if (template.Contains("}{", StringComparison.Ordinal))
        {
            throw new FormatException($"has two placeholders with nothing between: {template}");
        }
        _names = NamesOf(template);
        var literals = LiteralsOf(template);
        LiteralLength = literals.Sum(literal => literal.Length);
        var options = RegexOptions.CultureInvariant | (caseSensitive ? RegexOptions.None : RegexOptions.IgnoreCase);
        _pattern = new Regex($@"\A{PatternOf(literals)}\z", options, TimeSpan.FromSeconds(1));
    }

    /// <summary>How many characters are literal: of two templates that match, the one with more says more about the path.</summary>
    public int LiteralLength { get; }

    /// <summary>The placeholders' values; null when the path does not match.</summary>
    public IReadOnlyDictionary<string, string>? Match(string path)
    {
        var match = _pattern.Match(path);
        if (!match.Success) return null;
        var values = new Dictionary<string, string>(_names.Count, StringComparer.Ordinal);
        for (var index = 0; index < _names.Count; index++) values[_names[index]] = match.Groups[index + 1].Value;
        return values;
    }

    /// <summary>The names between braces, in order.</summary>
    /// <exception cref="FormatException">On stray braces or a repeated name.</exception>
    public static IReadOnlyList<string> NamesOf(string template)
    {
        var names = Placeholder().Matches(template).Select(match => match.Groups[1].Value).ToArray();
        if (Placeholder().Replace(template, "").AsSpan().ContainsAny('{', '}'))
        {
            throw new FormatException($"has a brace that is not part of a {{placeholder}}: {template}");
        }
        var repeated = names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1)?.Key;
        return repeated is null ? names : throw new FormatException($"uses {{{repeated}}} twice: {template}");
    }

    /// <summary>The parts before, between and after the placeholders; the last is empty when a placeholder ends the path.</summary>
    public static string[] LiteralsOf(string template) => Placeholder().Split(template).Where((_, index) => index % 2 == 0).ToArray();

    private static string PatternOf(string[] literals)
    {
        var escaped = Array.ConvertAll(literals, Regex.Escape);
        if (escaped.Length == 1) return literals[0].Length > 1 ? $"{Regex.Escape(literals[0].TrimEnd('/'))}/?" : escaped[0];
        var pattern = new StringBuilder(escaped[0]);
        for (var index = 1; index < escaped.Length; index++)
        {
            var takesTheRest = index == escaped.Length - 1 && escaped[index].Length == 0;
            if (!takesTheRest) pattern.Append("([^/]+)").Append(escaped[index]);
            else if (pattern.Length > 1 && pattern[^1] == '/') pattern.Append("?(.*)").Replace("/?(.*)", "(?:/(.*))?");
            else pattern.Append("(.*)");
        }
        return pattern.ToString();
    }

    [GeneratedRegex(@"\{([A-Za-z_][A-Za-z0-9_-]*)\}")]
    private static partial Regex Placeholder();
}
