using Amazon.Lambda.DynamoDBEvents;
using Amazon.Lambda.TestUtilities;
using Chassis;

namespace FunctionTests;

/// <summary>The functions as AWS's runtime calls them: its classes in, its classes out. What they do is tested in tests/UnitTests.</summary>
[TestClass]
public sealed class FunctionTests
{
    private readonly TestLambdaContext context = new()
    {
        AwsRequestId = "00000000-0000-4000-8000-00000000c0de",
        FunctionName = "test",
        RemainingTime = TimeSpan.FromSeconds(10),
    };

    [TestMethod]
    public async Task Changes_hands_changes_over_and_says_where_to_go_on()
    {
        StreamEvent? received = null;
        var function = new Functions.Changes((one, _) =>
        {
            received = one;
            return Task.FromResult(BatchResult.Of(["111"]));
        });
        var image = new Dictionary<string, DynamoDBEvent.AttributeValue>
        {
            ["pk"] = new() { S = "a#1" },
            ["version"] = new() { N = "7" },
            ["inner"] = new() { M = new() { ["on"] = new() { BOOL = true } } },
        };
        var record = new DynamoDBEvent.DynamodbStreamRecord
        {
            EventID = "e",
            EventName = "INSERT",
            Dynamodb = new() { SequenceNumber = "111", NewImage = image },
        };
        var answer = await function.HandleAsync(new DynamoDBEvent { Records = [record] }, context);
        Assert.AreEqual("111", answer.BatchItemFailures.Single().ItemIdentifier);
        Assert.AreEqual("""{"pk":"a#1","version":7,"inner":{"on":true}}""", received?.Records[0].Dynamodb.After()?.ToJsonString());
    }
}
