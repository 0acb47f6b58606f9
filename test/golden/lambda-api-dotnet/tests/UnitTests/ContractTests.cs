using Adapters;
using Adapters.Handlers;
using Chassis;
using Domain;
using Moq;

namespace UnitTests;

[TestClass]
public sealed class ContractTests
{
    [TestMethod]
    public void Every_route_is_in_the_contract_and_every_operation_there_has_a_route()
    {
        var items = new Items(Mock.Of<IItemRepository>(), TimeProvider.System);
        var operations = ApiContract.Of(typeof(Publish).Assembly).Operations;
        CollectionAssert.AreEquivalent(operations.ToArray(), ItemRoutes.Of(items).Keys.ToArray());
    }

    [TestMethod]
    public void Every_change_is_an_event_that_fits_the_contract()
    {
        var now = TimeProvider.System.GetUtcNow();
        var plain = Item.Create(Guid.NewGuid(), new ItemInput("first"), now);
        var changed = plain.Change(new ItemInput("second", "about it"), now);
        DomainEvent[] events = [ItemEvents.Created(plain), ItemEvents.Updated(changed), ItemEvents.Deleted(changed, now)];
        Assert.IsEmpty(events.SelectMany(one => EventContract.ProblemsOf(one.Type, one.Data)));
    }

    [TestMethod]
    public void The_events_are_those_of_an_AsyncAPI_3_document() =>
        StringAssert.StartsWith(EventContract.Document["asyncapi"]?.GetValue<string>(), "3.");
}
