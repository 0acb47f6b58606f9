namespace IntegrationTests.Support;

internal static class Sequence
{
    /// <summary>Asserts that a sequence holds these, in this order.</summary>
    public static void Is<T>(IEnumerable<T> actual, params T[] expected) =>
        CollectionAssert.AreEqual(expected, actual.ToArray());
}
