using System.Globalization;
using System.Text;
using Chassis;
using Microsoft.AspNetCore.WebUtilities;

namespace Adapters.Postgres;

/// <summary>
/// Where a page ended: lists are ordered by time of creation, then id, so that no entry is missed or shown twice.
/// </summary>
internal sealed record PageCursor(DateTimeOffset CreatedAt, string Id)
{
    /// <exception cref="ProblemException">400: the text was not made by <see cref="ToString"/>.</exception>
    public static PageCursor Parse(string cursor)
    {
        var parts = Decode(cursor).Split('|', 2);
        return parts is [var time, { Length: > 0 } id]
            && DateTimeOffset.TryParse(
                time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var createdAt)
            ? new PageCursor(createdAt.ToUniversalTime(), id)
            : throw Problems.BadRequest("The cursor is not one that was given out");
    }

    public override string ToString() =>
        WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes($"{Json.Time(CreatedAt)}|{Id}"));

    private static string Decode(string cursor)
    {
        try
        {
            return Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(cursor));
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
