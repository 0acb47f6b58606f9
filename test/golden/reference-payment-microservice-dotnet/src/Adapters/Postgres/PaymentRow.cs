using Domain;

namespace Adapters.Postgres;

public sealed class PaymentRow : IListed
{
    public required string Id { get; init; }

    public required string OrderId { get; init; }

    /// <summary>In the currency's smallest unit.</summary>
    public required long AmountMinor { get; init; }

    public required string Currency { get; init; }

    public required string Method { get; init; }

    public required PaymentStatus Status { get; init; }

    public required string? Reason { get; init; }

    /// <summary>Unique: the first request under a key is the only one that counts.</summary>
    public required string IdempotencyKey { get; init; }

    public required string Fingerprint { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public Payment ToPayment() =>
        new(Id, OrderId, new Money(AmountMinor, Currency), Method, Status, Reason, CreatedAt);
}
