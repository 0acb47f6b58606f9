using System.Globalization;
using System.Text;
using Chassis;
using Domain;

namespace Adapters.Http;

/// <summary>Positions as opaque texts for clients.</summary>
internal static class PageCursor
{
    public static string Of(Position position) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Json.Time(position.CreatedAt)} {position.Id}"))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>The position that a <c>cursor</c> parameter stands for; none without it.</summary>
    /// <exception cref="ProblemException">400: it is not a text that <see cref="Of"/> made.</exception>
    public static Position? Read(string? cursor)
    {
        if (cursor is null) return null;
        var parts = Decoded(cursor).Split(' ');
        var isTime = DateTimeOffset.TryParse(parts[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var createdAt);
        if (parts.Length == 2 && isTime && Guid.TryParseExact(parts[1], "D", out var id)) return new Position(createdAt, id);
        throw Problems.BadRequest(
            "The cursor is not one that a previous page gave",
            new ProblemDetail("querystring/cursor", "must be the nextCursor of a page"));
    }

    private static string Decoded(string cursor)
    {
        var padded = cursor.Replace('-', '+').Replace('_', '/').PadRight((cursor.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }
}
