using Domain;
using Moq;

namespace UnitTests;

[TestClass]
public sealed class ItemsTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly MemoryRepository repository = new();
    private readonly Mock<TimeProvider> clock = new();
    private readonly Items items;

    public ItemsTests()
    {
        clock.Setup(time => time.GetUtcNow()).Returns(Start);
        items = new Items(repository, clock.Object);
    }

    [TestMethod]
    public async Task A_new_one_starts_at_version_1()
    {
        var created = await items.CreateAsync(new ItemInput("first"));
        Assert.AreEqual(new Item(created.Id, "first", null, Start, Start, 1), created);
        Assert.AreEqual(created, await items.GetAsync(created.Id));
    }

    [TestMethod]
    public async Task A_change_replaces_what_a_client_may_set_and_raises_the_version()
    {
        var created = await items.CreateAsync(new ItemInput("first", "about it"));
        clock.Setup(time => time.GetUtcNow()).Returns(Start.AddDays(1));
        var changed = await items.UpdateAsync(created.Id, new ItemInput("second"), null);
        Assert.AreEqual(new Item(created.Id, "second", null, Start, Start.AddDays(1), 2), changed);
    }

    [TestMethod]
    public async Task A_change_based_on_an_old_version_is_refused()
    {
        var id = (await items.CreateAsync(new ItemInput("first"))).Id;
        await items.UpdateAsync(id, new ItemInput("second"), 1);
        await Assert.ThrowsExactlyAsync<ItemChangedException>(() => items.UpdateAsync(id, new ItemInput("third"), 1));
        await Assert.ThrowsExactlyAsync<ItemChangedException>(() => items.DeleteAsync(id, 1));
    }

    [TestMethod]
    public async Task What_was_deleted_is_gone()
    {
        var created = await items.CreateAsync(new ItemInput("first"));
        await items.DeleteAsync(created.Id, 1);
        await Assert.ThrowsExactlyAsync<ItemNotFoundException>(() => items.GetAsync(created.Id));
        await Assert.ThrowsExactlyAsync<ItemNotFoundException>(() => items.DeleteAsync(created.Id, null));
    }

    [TestMethod]
    public async Task Pages_follow_one_another_and_the_last_has_no_next()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            await items.CreateAsync(new ItemInput(name));
        }
        var first = await items.ListAsync(2, null);
        var second = await items.ListAsync(2, first.Next);
        CollectionAssert.AreEqual(new[] { "a", "b" }, first.Items.Select(one => one.Name).ToArray());
        CollectionAssert.AreEqual(new[] { "c" }, second.Items.Select(one => one.Name).ToArray());
        Assert.IsNull(second.Next);
    }

    [TestMethod]
    public async Task Every_change_is_an_event_that_fits_the_contract()
    {
        var created = await items.CreateAsync(new ItemInput("first"));
        await items.UpdateAsync(created.Id, new ItemInput("second", "about it"), null);
        await items.DeleteAsync(created.Id, null);
        CollectionAssert.AreEqual(
            new[] { "ItemCreatedEvent", "ItemUpdatedEvent", "ItemDeletedEvent" },
            repository.Events.Select(one => one.Type).ToArray());
        Assert.IsEmpty(repository.Events.SelectMany(one => EventContract.ProblemsOf(one.Type, one.Data)));
    }

    /// <summary>Keeps everything in memory, with the rules of the port.</summary>
    private sealed class MemoryRepository : IItemRepository
    {
        private readonly List<Item> stored = [];

        public List<DomainEvent> Events { get; } = [];

        public Task InsertAsync(Item item, DomainEvent created, CancellationToken cancellation = default)
        {
            stored.Add(item);
            Events.Add(created);
            return Task.CompletedTask;
        }

        public Task<Item?> FindAsync(Guid id, CancellationToken cancellation = default) =>
            Task.FromResult(stored.Find(one => one.Id == id));

        public Task<IReadOnlyList<Item>> ListAsync(int limit, Position? after, CancellationToken cancellation = default)
        {
            var start = after is null ? 0 : stored.FindIndex(one => one.Id == after.Id) + 1;
            return Task.FromResult<IReadOnlyList<Item>>([.. stored.Skip(start).Take(limit)]);
        }

        public Task<bool> UpdateAsync(Item item, DomainEvent updated, CancellationToken cancellation = default)
        {
            var index = stored.FindIndex(one => one.Id == item.Id && one.Version == item.Version - 1);
            if (index >= 0)
            {
                stored[index] = item;
                Events.Add(updated);
            }
            return Task.FromResult(index >= 0);
        }

        public Task<bool> DeleteAsync(Item item, DomainEvent deleted, CancellationToken cancellation = default)
        {
            var isThere = stored.Remove(item);
            if (isThere)
            {
                Events.Add(deleted);
            }
            return Task.FromResult(isThere);
        }
    }
}
