using Chassis.Messaging;

namespace UnitTests.Messaging;

[TestClass]
public sealed class EventJsonTests
{
    [TestMethod]
    public void NamesStayAsDeclaredTimesHaveMillisecondsAndWhatIsNullIsLeftOut()
    {
        var at = new DateTimeOffset(2030, 1, 1, 2, 0, 0, 500, TimeSpan.FromHours(2));
        var json = EventJson.Serialize(new { UserId = "u-1", Name = "José \"Pepe\" <x>", Profile = (string?)null, Timestamp = at });
        Assert.AreEqual("""{"UserId":"u-1","Name":"José \"Pepe\" <x>","Timestamp":"2030-01-01T00:00:00.500Z"}""", json);
    }
}
