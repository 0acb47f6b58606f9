using Domain;

namespace UnitTests;

[TestClass]
public sealed class ItemEventsTests
{
    private static readonly DateTimeOffset noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly Item item = new(Guid.NewGuid(), "first", "about it", noon.AddDays(-1), noon, 3);

    [TestMethod]
    public void What_was_created_or_changed_is_told_with_its_whole_state()
    {
        var state = new ItemState(item.Id, "first", "about it", 3, noon);
        Assert.AreEqual(new DomainEvent("ItemCreatedEvent", item.Id.ToString(), state), ItemEvents.Created(item));
        Assert.AreEqual(new DomainEvent("ItemUpdatedEvent", item.Id.ToString(), state), ItemEvents.Updated(item));
    }

    [TestMethod]
    public void What_was_deleted_has_one_version_more()
    {
        var told = ItemEvents.Deleted(item, noon.AddDays(1));
        Assert.AreEqual("ItemDeletedEvent", told.Type);
        Assert.AreEqual(new ItemDeleted(item.Id, 4, noon.AddDays(1)), told.Data);
    }
}
