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
    public void The_events_are_those_of_an_AsyncAPI_3_document() =>
        StringAssert.StartsWith(EventContract.Document["asyncapi"]?.GetValue<string>(), "3.");
}
