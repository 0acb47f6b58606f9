namespace Chassis;

/// <summary>The time in whole milliseconds, as it is stored and shown: a page's position must compare equal to what is stored.</summary>
public sealed class MillisecondClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() =>
        DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
}
