using Domain;
using Moq;

namespace UnitTests;

[TestClass]
public sealed class ItemsTests
{
    private static readonly DateTimeOffset noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private readonly Mock<IItemRepository> repository = new();
    private readonly Mock<TimeProvider> clock = new();
    private readonly Items items;

    public ItemsTests()
    {
        clock.Setup(one => one.GetUtcNow()).Returns(noon);
        items = new Items(repository.Object, clock.Object);
    }

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task A_new_one_is_stored_as_its_first_version()
    {
        var created = await items.CreateAsync(new ItemInput("first", "about it"), TestContext.CancellationToken);
        Assert.AreEqual(new Item(created.Id, "first", "about it", noon, noon, 1), created);
        repository.Verify(one => one.InsertAsync(created, ItemEvents.Created(created), It.IsAny<CancellationToken>()), Times.Once);
    }

    [TestMethod]
    public async Task A_change_is_the_next_version_and_what_it_leaves_out_is_gone()
    {
        var stored = Stored(new Item(Guid.NewGuid(), "first", "about it", noon.AddDays(-1), noon.AddDays(-1), 3));
        repository.Setup(one => one.UpdateAsync(It.IsAny<Item>(), It.IsAny<DomainEvent>(), It.IsAny<CancellationToken>())).ReturnsAsync(true);
        var changed = await items.UpdateAsync(stored.Id, new ItemInput("second"), 3, TestContext.CancellationToken);
        Assert.AreEqual(stored with { Name = "second", Description = null, UpdatedAt = noon, Version = 4 }, changed);
    }

    [TestMethod]
    public async Task Who_has_seen_another_version_changes_and_deletes_nothing()
    {
        var stored = Stored(new Item(Guid.NewGuid(), "first", null, noon, noon, 3));
        await Assert.ThrowsExactlyAsync<ItemChangedException>(() => items.UpdateAsync(stored.Id, new ItemInput("second"), 2));
        await Assert.ThrowsExactlyAsync<ItemChangedException>(() => items.DeleteAsync(stored.Id, 2));
        repository.Verify(one => one.UpdateAsync(It.IsAny<Item>(), It.IsAny<DomainEvent>(), It.IsAny<CancellationToken>()), Times.Never);
        repository.Verify(one => one.DeleteAsync(It.IsAny<Item>(), It.IsAny<DomainEvent>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    [TestMethod]
    public async Task One_that_was_changed_meanwhile_is_not_overwritten()
    {
        var stored = Stored(new Item(Guid.NewGuid(), "first", null, noon, noon, 3));
        await Assert.ThrowsExactlyAsync<ItemChangedException>(() => items.UpdateAsync(stored.Id, new ItemInput("second")));
    }

    [TestMethod]
    public async Task What_is_not_there_is_not_found() =>
        await Assert.ThrowsExactlyAsync<ItemNotFoundException>(() => items.GetAsync(Guid.NewGuid()));

    [TestMethod]
    public async Task A_page_says_where_the_next_one_starts()
    {
        Item[] stored = [.. Enumerable.Range(0, 3).Select(day => new Item(Guid.NewGuid(), $"{day}", null, noon.AddDays(day), noon, 1))];
        repository.Setup(one => one.ListAsync(3, null, It.IsAny<CancellationToken>())).ReturnsAsync(stored);
        repository.Setup(one => one.ListAsync(4, null, It.IsAny<CancellationToken>())).ReturnsAsync(stored);
        var page = await items.ListAsync(2, null, TestContext.CancellationToken);
        CollectionAssert.AreEqual(stored[..2], page.Items.ToArray());
        Assert.AreEqual(new Position(stored[1].CreatedAt, stored[1].Id), page.Next);
        Assert.IsNull((await items.ListAsync(3, null, TestContext.CancellationToken)).Next);
    }

    private Item Stored(Item item)
    {
        repository.Setup(one => one.FindAsync(item.Id, It.IsAny<CancellationToken>())).ReturnsAsync(item);
        return item;
    }
}
