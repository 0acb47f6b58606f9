using Amazon.Lambda.S3Events;
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
    public async Task Objects_hands_objects_over()
    {
        Adapters.ObjectEvent? received = null;
        var function = new Functions.Objects((one, _) =>
        {
            received = one;
            return Task.FromResult<object?>(null);
        });
        var place = new S3Event.S3Entity { Bucket = new() { Name = "b" }, Object = new() { Key = "k", VersionId = "v" } };
        await function.HandleAsync(new S3Event { Records = [new() { S3 = place }] }, context);
        Assert.AreEqual(("b", "k", "v"), (received?.Records?[0].S3.Bucket.Name, received?.Records?[0].S3.Object.Key, received?.Records?[0].S3.Object.VersionId));
    }
}
