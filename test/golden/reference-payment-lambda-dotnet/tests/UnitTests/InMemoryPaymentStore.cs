using Domain;

namespace UnitTests;

/// <summary>The store's contract kept in memory, for tests of the use cases.</summary>
internal sealed class InMemoryPaymentStore : IPaymentStore
{
    private readonly Dictionary<string, KeyedPayment> byKey = [];

    public List<PaymentEvent> Events { get; } = [];

    public Task<KeyedPayment?> FindByKeyAsync(string idempotencyKey, CancellationToken cancellation = default) =>
        Task.FromResult(byKey.GetValueOrDefault(idempotencyKey));

    public Task<KeyedPayment> AddOnceAsync(
        string idempotencyKey, KeyedPayment entry, PaymentEvent made, CancellationToken cancellation = default)
    {
        if (byKey.TryAdd(idempotencyKey, entry))
        {
            Events.Add(made);
        }
        return Task.FromResult(byKey[idempotencyKey]);
    }

    public Task<Payment?> ChangeAsync(
        string id, Func<Payment, PaymentChange?> decide, CancellationToken cancellation = default)
    {
        var (key, entry) = byKey.FirstOrDefault(each => each.Value.Payment.Id == id);
        if (entry is null || decide(entry.Payment) is not { } change)
        {
            return Task.FromResult(entry?.Payment);
        }
        byKey[key] = entry with { Payment = change.Payment };
        Events.Add(change.Event);
        return Task.FromResult<Payment?>(change.Payment);
    }

    public Task<Payment?> FindAsync(string id, CancellationToken cancellation = default) =>
        Task.FromResult(byKey.Values.Select(entry => entry.Payment).FirstOrDefault(each => each.Id == id));

    public Task<Page<Payment>> ListAsync(
        string? orderId, PageRequest page, CancellationToken cancellation = default)
    {
        var wanted = byKey.Values.Select(entry => entry.Payment).Where(each => orderId is null || each.OrderId == orderId);
        return Task.FromResult(new Page<Payment>([.. wanted.Take(page.Limit)]));
    }
}
