using System.Globalization;

namespace Domain;

/// <summary>Moments as events carry them: ISO 8601 in UTC, to the millisecond.</summary>
public static class Timestamps
{
    /// <summary>The time it is, cut to the millisecond, so that what is stored is what events say.</summary>
    public static DateTimeOffset Now(this TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    public static string ToTimestamp(this DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">The text was not made by <see cref="ToTimestamp"/>.</exception>
    public static DateTimeOffset FromTimestamp(string timestamp) =>
        DateTimeOffset.Parse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
