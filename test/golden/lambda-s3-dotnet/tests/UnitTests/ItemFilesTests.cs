using System.Text;
using System.Text.Json;
using Adapters;
using Chassis;
using Domain;
using Moq;

namespace UnitTests;

[TestClass]
public sealed class ItemFilesTests
{
    private static readonly FileReference File = new("bucket", "a b/ñ.csv", "v1");

    private readonly Mock<IFileSource> source = new();
    private readonly Mock<IFileRecords> records = new();
    private readonly ItemFiles files;

    public ItemFilesTests()
    {
        var clock = new Mock<TimeProvider>();
        clock.Setup(time => time.GetUtcNow()).Returns(new DateTimeOffset(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
        files = new ItemFiles(source.Object, records.Object, clock.Object);
    }

    [TestMethod]
    [DataRow("", 0L)]
    [DataRow("one", 1L)]
    [DataRow("one\ntwo\n", 2L)]
    [DataRow("one\ntwo", 2L)]
    public async Task Counts_bytes_and_lines(string content, long lines)
    {
        Holds(content);
        var processed = await files.ProcessAsync(File);
        Assert.AreEqual((content.Length, lines), (processed?.Bytes, processed?.Lines));
        records.Verify(one => one.KeepOnceAsync(processed!, It.IsAny<CancellationToken>()), Times.Once);
    }

    [TestMethod]
    public async Task Does_not_read_a_revision_again()
    {
        var known = new ProcessedFile("bucket", "key", "v1", 1, 1, "", "");
        records.Setup(one => one.FindAsync(File, It.IsAny<CancellationToken>())).ReturnsAsync(known);
        Assert.AreEqual(known, await files.ProcessAsync(File));
        source.VerifyNoOtherCalls();
    }

    [TestMethod]
    public async Task Has_nothing_to_do_for_a_file_that_is_gone()
    {
        source.Setup(one => one.OpenAsync(File, It.IsAny<CancellationToken>())).ThrowsAsync(new FileGoneException("gone"));
        Assert.IsNull(await files.ProcessAsync(File));
    }

    [TestMethod]
    public async Task Reads_keys_as_S3_writes_them_and_takes_test_events_that_have_no_records()
    {
        Holds("one");
        var received = JsonSerializer.Deserialize<ObjectEvent>(
            """{"Records":[{"s3":{"bucket":{"name":"bucket"},"object":{"key":"a+b/%C3%B1.csv","versionId":"v1"}}}]}""", Json.Options)!;
        await ObjectHandler.Of(files)(received, Received.Invocation);
        source.Verify(one => one.OpenAsync(File, It.IsAny<CancellationToken>()), Times.Once);
        await ObjectHandler.Of(files)(new ObjectEvent(), Received.Invocation);
    }

    private void Holds(string content) =>
        source.Setup(one => one.OpenAsync(It.IsAny<FileReference>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(() => new MemoryStream(Encoding.UTF8.GetBytes(content)));
}
