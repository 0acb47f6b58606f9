using System.Text.Json;
using Domain;

namespace UnitTests;

[TestClass]
public sealed class CustomerTests
{
    [TestMethod]
    public void IsReadFromAnEventThatHasNoMoreThanAnId()
    {
        Assert.AreEqual(
            new Customer("ada", Name: "", Email: "", Version: 0, Removed: false),
            Read("UserCreatedEvent", """{"UserId":"ada"}"""));
    }

    [TestMethod]
    [DataRow("""{"Email":"ada@example.com"}""")]
    [DataRow("""{"UserId":7}""")]
    [DataRow("""["ada"]""")]
    public void IsNotReadFromAnEventThatDoesNotSayWhomItIsAbout(string data) =>
        Assert.IsNull(Read("UserCreatedEvent", data));

    [TestMethod]
    public void IsNotBroughtBackByAnEventThatComesLate()
    {
        var removed = Read("UserDeletedEvent", """{"UserId":"ada","Version":3}""");
        var late = Read("UserUpdatedEvent", """{"UserId":"ada","Version":2}""");
        Assert.IsTrue(removed?.Supersedes(known: null));
        Assert.IsFalse(late?.Supersedes(removed));
    }

    private static Customer? Read(string type, string data) =>
        Customer.From(type, JsonDocument.Parse(data).RootElement);
}
