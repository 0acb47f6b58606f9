using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Chassis;

namespace IntegrationTests;

/// <summary>A table like the one that the infrastructure file makes, for one test class.</summary>
internal sealed class TestTable : IAsyncDisposable
{
    private static readonly string[] Names = ["pk", "sk", "listPk", "listSk", "ownerPk", "ownerSk"];
    private readonly AmazonDynamoDBClient client;

    private TestTable(AmazonDynamoDBClient client, string name)
    {
        this.client = client;
        Name = name;
        Table = new Table(client, name);
    }

    public string Name { get; }

    public Table Table { get; }

    /// <summary>The test is inconclusive where nobody said where AWS is: <c>msx env</c> prints it, <c>msx exec</c> sets it.</summary>
    /// <param name="endpoint">Of a local AWS.</param>
    public static async Task<TestTable> CreateAsync(string? endpoint)
    {
        if (endpoint is not { Length: > 0 })
        {
            Assert.Inconclusive("SKIPPED: AWS_ENDPOINT_URL is not set");
            throw new InvalidOperationException();
        }
        Environment.SetEnvironmentVariable("AWS_REGION", Settings.Of("AWS_REGION", "us-east-1"));
        var identity = new BasicAWSCredentials(Settings.Of("AWS_ACCESS_KEY_ID", "test"), Settings.Of("AWS_SECRET_ACCESS_KEY", "test"));
        var client = new AmazonDynamoDBClient(identity, new AmazonDynamoDBConfig { ServiceURL = endpoint });
        var name = $"test-{Guid.NewGuid()}";
        await client.CreateTableAsync(new CreateTableRequest
        {
            TableName = name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [.. Names.Select(one => new AttributeDefinition(one, ScalarAttributeType.S))],
            KeySchema = Keys("pk", "sk"),
            GlobalSecondaryIndexes = [Index("list"), Index("owner")],
            StreamSpecification = new StreamSpecification { StreamEnabled = true, StreamViewType = StreamViewType.NEW_AND_OLD_IMAGES },
        });
        while ((await client.DescribeTableAsync(name)).Table.TableStatus != TableStatus.ACTIVE)
        {
            await Task.Delay(50);
        }
        return new TestTable(client, name);
    }

    public async ValueTask DisposeAsync()
    {
        await client.DeleteTableAsync(Name);
        client.Dispose();
    }

    private static List<KeySchemaElement> Keys(string hash, string range) =>
        [new KeySchemaElement(hash, KeyType.HASH), new KeySchemaElement(range, KeyType.RANGE)];

    private static GlobalSecondaryIndex Index(string name) => new()
    {
        IndexName = name,
        KeySchema = Keys($"{name}Pk", $"{name}Sk"),
        Projection = new Projection { ProjectionType = ProjectionType.ALL },
    };
}
