using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.DynamoDBEvents;
using Amazon.Lambda.SQSEvents;
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
    public async Task Publish_hands_changes_over_and_says_where_to_go_on()
    {
        StreamEvent? received = null;
        var function = new Functions.Publish((one, _) =>
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

    [TestMethod]
    public async Task Api_hands_requests_over_and_answers_back()
    {
        (ApiEvent? received, Invocation? invocation) = (null, null);
        var function = new Functions.Api((one, of) =>
        {
            (received, invocation) = (one, of);
            return Task.FromResult(new ApiResult(201, new Dictionary<string, string> { ["location"] = "/one" }, "{}"));
        });
        var answer = await function.HandleAsync(
            new APIGatewayHttpApiV2ProxyRequest
            {
                RawPath = "/all",
                RawQueryString = "a=b",
                Headers = new Dictionary<string, string> { ["x-request-id"] = "r" },
                RequestContext = new() { Http = new() { Method = "POST" } },
                Body = "e30=",
                IsBase64Encoded = true,
            },
            context);
        Assert.AreEqual((201, "/one", "{}"), (answer.StatusCode, answer.Headers["location"], answer.Body));
        Assert.AreEqual(("/all", "a=b", "POST", "e30=", true), (received?.RawPath, received?.RawQueryString, received?.RequestContext?.Http?.Method, received?.Body, received?.IsBase64Encoded));
        Assert.AreEqual(context.AwsRequestId, invocation?.RequestId);
    }

    [TestMethod]
    public async Task Saga_hands_messages_over_and_says_which_failed()
    {
        QueueEvent? received = null;
        var function = new Functions.Saga((one, _) =>
        {
            received = one;
            return Task.FromResult(BatchResult.Of(["m-2"]));
        });
        var message = new SQSEvent.SQSMessage
        {
            MessageId = "m-2",
            ReceiptHandle = "r",
            Body = "{}",
            Attributes = new Dictionary<string, string> { ["ApproximateReceiveCount"] = "2" },
        };
        var answer = await function.HandleAsync(new SQSEvent { Records = [message] }, context);
        Assert.AreEqual("m-2", answer.BatchItemFailures.Single().ItemIdentifier);
        Assert.AreEqual(("m-2", "r", "2"), (received?.Records[0].MessageId, received?.Records[0].ReceiptHandle, received?.Records[0].Attributes?["ApproximateReceiveCount"]));
    }

    [TestMethod]
    public async Task Payments_hands_messages_over_and_says_which_failed()
    {
        QueueEvent? received = null;
        var function = new Functions.Payments((one, _) =>
        {
            received = one;
            return Task.FromResult(BatchResult.Of(["m-2"]));
        });
        var message = new SQSEvent.SQSMessage
        {
            MessageId = "m-2",
            ReceiptHandle = "r",
            Body = "{}",
            Attributes = new Dictionary<string, string> { ["ApproximateReceiveCount"] = "2" },
        };
        var answer = await function.HandleAsync(new SQSEvent { Records = [message] }, context);
        Assert.AreEqual("m-2", answer.BatchItemFailures.Single().ItemIdentifier);
        Assert.AreEqual(("m-2", "r", "2"), (received?.Records[0].MessageId, received?.Records[0].ReceiptHandle, received?.Records[0].Attributes?["ApproximateReceiveCount"]));
    }

    [TestMethod]
    public async Task Customers_hands_messages_over_and_says_which_failed()
    {
        QueueEvent? received = null;
        var function = new Functions.Customers((one, _) =>
        {
            received = one;
            return Task.FromResult(BatchResult.Of(["m-2"]));
        });
        var message = new SQSEvent.SQSMessage
        {
            MessageId = "m-2",
            ReceiptHandle = "r",
            Body = "{}",
            Attributes = new Dictionary<string, string> { ["ApproximateReceiveCount"] = "2" },
        };
        var answer = await function.HandleAsync(new SQSEvent { Records = [message] }, context);
        Assert.AreEqual("m-2", answer.BatchItemFailures.Single().ItemIdentifier);
        Assert.AreEqual(("m-2", "r", "2"), (received?.Records[0].MessageId, received?.Records[0].ReceiptHandle, received?.Records[0].Attributes?["ApproximateReceiveCount"]));
    }

    [TestMethod]
    public async Task Notifications_hands_messages_over_and_says_which_failed()
    {
        QueueEvent? received = null;
        var function = new Functions.Notifications((one, _) =>
        {
            received = one;
            return Task.FromResult(BatchResult.Of(["m-2"]));
        });
        var message = new SQSEvent.SQSMessage
        {
            MessageId = "m-2",
            ReceiptHandle = "r",
            Body = "{}",
            Attributes = new Dictionary<string, string> { ["ApproximateReceiveCount"] = "2" },
        };
        var answer = await function.HandleAsync(new SQSEvent { Records = [message] }, context);
        Assert.AreEqual("m-2", answer.BatchItemFailures.Single().ItemIdentifier);
        Assert.AreEqual(("m-2", "r", "2"), (received?.Records[0].MessageId, received?.Records[0].ReceiptHandle, received?.Records[0].Attributes?["ApproximateReceiveCount"]));
    }
}
