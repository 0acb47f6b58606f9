using System.Globalization;
using System.Text.RegularExpressions;
using Chassis;

namespace Adapters.Http;

/// <summary>Versions as strong entity tags (RFC 9110 section 8.8.3).</summary>
internal static partial class VersionTag
{
    public static string Of(int version) => $"\"{version}\"";

    /// <summary>The version that an <c>If-Match</c> header asks for; none without one, or with <c>*</c>.</summary>
    /// <exception cref="ProblemException">400: it is not a tag that <see cref="Of"/> made.</exception>
    public static int? Expected(string? ifMatch)
    {
        if (ifMatch is null || ifMatch.Trim() == "*") return null;
        var tag = Tag().Match(ifMatch.Trim());
        if (tag.Success) return int.Parse(tag.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        throw Problems.BadRequest(
            "If-Match is not a known entity tag",
            new ProblemDetail("headers/if-match", "must be the ETag of an earlier answer, such as \"3\""));
    }

    [GeneratedRegex(@"^""([0-9]{1,9})""\z")]
    private static partial Regex Tag();
}
