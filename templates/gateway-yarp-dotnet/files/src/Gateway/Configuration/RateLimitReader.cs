using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Configuration;

/// <summary>
/// Reads RateLimitOptions, by the names of Ocelot 24.1 and by those it had before. As there, a former name wins over the
/// one that took its place.
/// </summary>
internal static partial class RateLimitReader
{
    /// <summary>Where a client says who it is: Ocelot's name since 24.1, and before.</summary>
    private static readonly string[] _clientIdHeaders = ["Oc-Client", "ClientId"];

    private const string DurationMessage = "must be a number with ms, s, m, h or d, such as 5m";

    /// <summary>What the options come to, each missing one taken from the shared ones; null: the route is not limited.</summary>
    public static RateLimitConfig? Read(Section route, Section? options, Section? shared)
    {
        var (own, other) = (ByOneName(options), ByOneName(shared));
        if ((own.Enabled ?? other.Enabled) == false) return null;
        var limit = own.Limit ?? other.Limit;
        var period = own.Period ?? other.Period;
        if (limit is null && period is null) return null;
        var length = ToTime(period ?? "");
        if (limit is null or 0 || length == TimeSpan.Zero)
        {
            route.Contradict("RateLimitOptions", "needs a Limit and a Period, both above 0");
            return null;
        }
        var header = own.Header ?? other.Header;
        return new RateLimitConfig
        {
            Limit = limit.Value,
            PeriodText = period ?? "",
            Period = length,
            Wait = own.Wait ?? other.Wait,
            ClientIdHeaders = header is null ? _clientIdHeaders : [header],
            Whitelist = own.Whitelist ?? other.Whitelist ?? [],
            Status = own.Status ?? other.Status ?? 429,
            Message = own.Message ?? other.Message,
            Headers = own.Headers ?? other.Headers ?? true,
        };
    }

    private static Options ByOneName(Section? options)
    {
        if (options is null) return default;
        var seconds = options.Number("PeriodTimespan", 0, TimeSpan.MaxValue.TotalSeconds / 2);
        var wait = ToTime(options.Text("Wait", DurationPattern(), DurationMessage) ?? "");
        if (seconds is > 0) wait = TimeSpan.FromSeconds(seconds.Value);
        var (formerStatus, status) = (options.Integer("HttpStatusCode", 400, 599), options.Integer("StatusCode", 400, 599));
        var (formerMessage, message) = (options.Text("QuotaExceededMessage"), options.Text("QuotaMessage"));
        var (without, with) = (options.Flag("DisableRateLimitHeaders"), options.Flag("EnableHeaders"));
        return new Options(
            options.Flag("EnableRateLimiting"),
            NotEmpty(options.Text("ClientIdHeader")),
            options.Texts("ClientWhitelist"),
            options.Integer("Limit", 0),
            NotEmpty(options.Text("Period", DurationPattern(), DurationMessage)),
            wait == TimeSpan.Zero ? null : wait,
            formerStatus ?? status,
            NotEmpty(formerMessage) ?? NotEmpty(message),
            without is null ? with : !without);
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static TimeSpan ToTime(string text)
    {
        var match = DurationPattern().Match(text);
        if (!match.Success || match.Groups[1].Length == 0) return TimeSpan.Zero;
        var amount = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch
        {
            "s" => TimeSpan.FromSeconds(amount),
            "m" => TimeSpan.FromMinutes(amount),
            "h" => TimeSpan.FromHours(amount),
            "d" => TimeSpan.FromDays(amount),
            _ => TimeSpan.FromMilliseconds(amount),
        };
    }

    [GeneratedRegex(@"^(?:(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m|h|d)?)?$")]
    private static partial Regex DurationPattern();

    private readonly record struct Options(
        bool? Enabled,
        string? Header,
        IReadOnlyList<string>? Whitelist,
        int? Limit,
        string? Period,
        TimeSpan? Wait,
        int? Status,
        string? Message,
        bool? Headers);
}
