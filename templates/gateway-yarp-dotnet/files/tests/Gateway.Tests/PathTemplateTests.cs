using Gateway.Routing;

namespace Gateway.Tests;

[TestClass]
public sealed class PathTemplateTests
{
    [TestMethod]
    [DataRow("/api/users", "")]
    [DataRow("/api/users/", "")]
    [DataRow("/API/Users/7", "7")]
    [DataRow("/api/users/7/events", "7/events")]
    [DataRow("/api/users/a%2Fb", "a%2Fb")]
    public void TheLastPlaceholderTakesTheRestAndTheCollection(string path, string everything)
    {
        var values = new PathTemplate("/api/users/{everything}", caseSensitive: false).Match(path);
        Assert.IsNotNull(values);
        Assert.AreEqual(everything, values["everything"]);
    }

    [TestMethod]
    [DataRow("/api/users/{everything}", "/api/usersx")]
    [DataRow("/api/users/{id}/events", "/api/users/7/8/events")]
    [DataRow("/api/v1.0/users", "/api/v1x0/users")]
    [DataRow("/api/users", "/api/users/7")]
    public void OtherPathsDoNotMatch(string template, string path) =>
        Assert.IsNull(new PathTemplate(template, caseSensitive: false).Match(path));

    [TestMethod]
    [DataRow("api/users")]
    [DataRow("/api/{id}{rest}")]
    [DataRow("/api/{id}/{id}")]
    [DataRow("/api/{id")]
    [DataRow("/api?x=1")]
    public void WhatIsNoTemplateIsRefused(string template) =>
        Assert.ThrowsExactly<FormatException>(() => new PathTemplate(template, caseSensitive: false));

    [TestMethod]
    [DataRow("", "/api/v1/users")]
    [DataRow("7/events", "/api/v1/users/7/events")]
    public void ADownstreamTemplateLosesItsSlashWithAnEmptyValue(string everything, string path) =>
        Assert.AreEqual(path, new PathFiller("/api/v1/users/{everything}").Fill(new Dictionary<string, string> { ["everything"] = everything }));
}
