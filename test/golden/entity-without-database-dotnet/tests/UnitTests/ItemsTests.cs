using Domain;
using Moq;

namespace UnitTests;

[TestClass]
public sealed class ItemsTests
{
    private static readonly Item[] known = [new("first", "First one"), new("second", "Second", "about it")];
    private readonly Items items;

    public ItemsTests()
    {
        var source = new Mock<IItemSource>();
        source.Setup(one => one.ListAsync(It.IsAny<CancellationToken>())).ReturnsAsync(known);
        source.Setup(one => one.FindAsync("second", It.IsAny<CancellationToken>())).ReturnsAsync(known[1]);
        items = new Items(source.Object);
    }

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task One_is_found_by_its_id()
    {
        Assert.AreEqual(known[1], await items.GetAsync("second", TestContext.CancellationToken));
        await Assert.ThrowsExactlyAsync<ItemNotFoundException>(() => items.GetAsync("third"));
    }

    [TestMethod]
    public async Task Those_are_listed_whose_name_contains_a_text_in_either_case()
    {
        Assert.HasCount(2, await items.ListAsync(cancellation: TestContext.CancellationToken));
        CollectionAssert.AreEqual(known[..1], (await items.ListAsync("FIRST", TestContext.CancellationToken)).ToArray());
        Assert.IsEmpty(await items.ListAsync("nothing", TestContext.CancellationToken));
    }
}
