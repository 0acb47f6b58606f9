using Domain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

[assembly: Parallelize]

namespace UnitTests;

[TestClass]
public sealed class SettingsTests
{
    [TestMethod]
    public void Replies() => Assert.AreNotEqual("unbuilt", Settings.Reply, "a reply that must not go live");
}
