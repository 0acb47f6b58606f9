using System.Text.RegularExpressions;

namespace UnitTests;

[TestClass]
public sealed class InfrastructureTests
{
    [TestMethod]
    public void Every_handler_is_deployed_and_nothing_else()
    {
        var handlers = Directory.GetFiles(EventContract.PathOf("src/Adapters/Handlers"), "*.cs").Select(Path.GetFileNameWithoutExtension);
        var text = File.ReadAllText(EventContract.PathOf("template.yaml"));
        var deployed = Regex.Matches(text, @"Functions::Functions\.(\w+)::HandleAsync").Select(match => match.Groups[1].Value);
        CollectionAssert.AreEquivalent(handlers.Order().ToArray(), deployed.Order().ToArray());
    }
}
