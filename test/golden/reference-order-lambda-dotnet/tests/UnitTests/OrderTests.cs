using System.Text.Json;
using Domain;

namespace UnitTests;

[TestClass]
public sealed class OrderTests
{
    private static readonly DateTimeOffset Now = Timestamps.FromTimestamp("2030-01-02T03:04:05.678Z");

    [TestMethod]
    public void IsPendingInDollarsWithAnExactTotal()
    {
        var order = Place([new("A", 3, 0.1m), new("B", 1, 0.2m)]);
        Assert.AreEqual((OrderStatus.Pending, new Money(50, "USD")), (order.Status, order.Total));
        Assert.AreEqual(0.5m, order.Total.ToDecimal());
    }

    [TestMethod]
    public void KeepsToTheDecimalsOfItsCurrency()
    {
        Assert.AreEqual(2.01m, Place([new("A", 2, 1.005m)], "KWD").Total.ToDecimal());
        Assert.ThrowsExactly<InvalidAmountException>(() => Place([new("A", 1, 0.5m)], "JPY"));
    }

    [TestMethod]
    public void IsRefusedWhenItsTotalIsTooLarge()
    {
        var refused = Assert.ThrowsExactly<InvalidAmountException>(
            () => Place([new("A", 2_000_000_000, 9_999_999_999.99m)]));
        Assert.AreEqual("The amount in USD is too large", refused.Message);
    }

    [TestMethod]
    public void AnnouncesItselfInTheGuidelinesJson()
    {
        var created = OrderEvent.OrderCreated(Place([new("A", 3, 9.99m)]));
        Assert.AreEqual(("OrderCreatedEvent", "order-1"), (created.Type, created.Subject));
        Assert.AreEqual(
            """{"OrderId":"order-1","UserId":"ada","OrderItems":[{"Sku":"A","Quantity":3,"Price":9.99}],"Total":29.97,"Currency":"USD","PaymentMethod":"card","Timestamp":"2030-01-02T03:04:05.678Z"}""",
            JsonSerializer.Serialize(created.Data));
    }

    [TestMethod]
    public void AnnouncesItsEndInTheGuidelinesJson()
    {
        var order = Place([new("A", 3, 9.99m)]);
        Assert.AreEqual(
            """{"OrderId":"order-1","UserId":"ada","Status":"Processed","PaymentId":"payment-1","Total":29.97,"Currency":"USD","ProcessedAt":"2030-01-02T03:04:05.678Z","Timestamp":"2030-01-02T03:04:05.678Z"}""",
            JsonSerializer.Serialize(OrderEvent.OrderProcessed(order, "payment-1").Data));
        Assert.AreEqual(
            """{"OrderId":"order-1","UserId":"ada","Status":"Cancelled","Reason":"no funds","Timestamp":"2030-01-02T03:04:05.678Z"}""",
            JsonSerializer.Serialize(OrderEvent.OrderCancelled(order, "no funds").Data));
    }

    [TestMethod]
    public void AsksForStockOnceASkuInTheOrderOfTheSkus()
    {
        var order = Place([new("B", 1, 1m), new("A", 2, 1m), new("B", 3, 2m)]);
        StockLine[] expected = [new("A", 2), new("B", 4)];
        CollectionAssert.AreEqual(expected, Stock.LinesOf(order.Items).ToArray());
    }

    [TestMethod]
    public void IsShortOfStockWhenOneLineCannotBeHad()
    {
        StockLevel[] levels = [new("A", 2)];
        Assert.IsNull(Stock.Shortage([new("A", 2)], levels));
        Assert.AreEqual("Not enough stock of A: 3 wanted, 2 left", Stock.Shortage([new("A", 3)], levels));
        Assert.AreEqual(
            "Not enough stock of A: 4294967294 wanted, 2 left", Stock.Shortage([new("A", 4_294_967_294)], levels));
        Assert.AreEqual("Unknown sku: Z", Stock.Shortage([new("Z", 1)], levels));
    }

    private static Order Place(RequestedItem[] items, string? currency = null) =>
        Order.Place("order-1", new OrderRequest("ada", items, "card", currency), Now);
}
