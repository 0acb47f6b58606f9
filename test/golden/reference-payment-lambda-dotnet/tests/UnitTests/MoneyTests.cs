using System.Globalization;
using System.Text.Json;
using Domain;

namespace UnitTests;

[TestClass]
public sealed class MoneyTests
{
    [TestMethod]
    [DataRow("19.99", "USD", 1999L)]
    [DataRow("0.1", "USD", 10L)]
    [DataRow("1.005", "KWD", 1005L)]
    [DataRow("500", "JPY", 500L)]
    [DataRow("7", "EUR", 700L)]
    [DataRow("10000000000", "USD", 1_000_000_000_000L)]
    public void ReadsAnAmountAsMinorUnitsAndBack(string amount, string currency, long minorUnits)
    {
        var money = Money.From(Parse(amount), currency);
        Assert.AreEqual(new Money(minorUnits, currency), money);
        Assert.AreEqual(amount, JsonSerializer.Serialize(money.ToDecimal()));
    }

    [TestMethod]
    public void WritesNoZeroThatSaysNothing()
    {
        Assert.AreEqual("10.5", JsonSerializer.Serialize(Money.From(10.50m, "USD").ToDecimal()));
        Assert.AreEqual("20", JsonSerializer.Serialize(Money.From(20.00m, "USD").ToDecimal()));
    }

    [TestMethod]
    public void ReadsEveryCentUpTo100Exactly()
    {
        for (var cents = 0; cents <= 10_000; cents++)
        {
            var amount = Parse(string.Create(CultureInfo.InvariantCulture, $"{cents / 100}.{cents % 100:00}"));
            Assert.AreEqual(cents, Money.From(amount, "USD").MinorUnits);
        }
    }

    [TestMethod]
    [DataRow("1.001", "USD", "1.001 has more than the 2 decimals of USD")]
    [DataRow("0.5", "JPY", "0.5 has more than the 0 decimals of JPY")]
    [DataRow("-1", "USD", "-1 is not an amount")]
    [DataRow("0.0000001", "USD", "0.0000001 has more than the 2 decimals of USD")]
    [DataRow("1000000000000000000000", "USD", "The amount in USD is too large")]
    [DataRow("10000000000.01", "USD", "The amount in USD is too large")]
    public void RefusesWhatIsNoAmount(string amount, string currency, string why)
    {
        var refused = Assert.ThrowsExactly<InvalidAmountException>(() => Money.From(Parse(amount), currency));
        Assert.AreEqual(why, refused.Message);
    }

    private static decimal Parse(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);
}
