using System.Text;
using System.Text.RegularExpressions;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>A position in a list as an opaque text for clients.</summary>
public static partial class PageCursor
{
    public static string Write(Position position)
    {
        ArgumentNullException.ThrowIfNull(position);
        var text = Encoding.UTF8.GetBytes($"{Json.Moment(position.CreatedAt)} {position.Id}");
        return Convert.ToBase64String(text).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    /// <summary>The position that a <c>cursor</c> parameter stands for; none without it.</summary>
    /// <exception cref="ProblemException">400 when the text is not one that <see cref="Write"/> made.</exception>
    public static Position? Read(string? cursor)
    {
        if (cursor is null)
        {
            return null;
        }
        var parts = Parts().Match(Decoded(cursor));
        return parts.Success && DateTimeOffset.TryParse(parts.Groups[1].ValueSpan, null, out var createdAt)
            && Guid.TryParse(parts.Groups[2].ValueSpan, out var id)
            ? new Position(createdAt, id)
            : throw ProblemException.BadRequest(
                "The cursor is not one that a previous page gave",
                new ProblemDetail("querystring/cursor", "must be the nextCursor of a page"));
    }

    private static string Decoded(string cursor)
    {
        var text = cursor.Replace('-', '+').Replace('_', '/');
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var count)
            ? Encoding.UTF8.GetString(bytes, 0, count)
            : "";
    }

    [GeneratedRegex("^([^ ]+Z) ([0-9a-f-]{36})$")]
    private static partial Regex Parts();
}
