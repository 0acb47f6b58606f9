using Chassis;
using Chassis.Messaging;
using Microsoft.Extensions.Configuration;

namespace UnitTests.Messaging;

[TestClass]
public sealed class MessagingOptionsTests
{
    [TestMethod]
    public void AnEventIsTriedAgainThreeTimesUnlessToldOtherwiseAsTheGuidelineSays()
    {
        Assert.AreEqual(3, Read(("AMQP_URL", "amqp://user:secret@broker/shop")).Options.Retries);
        Assert.AreEqual(0, Read(("AMQP_URL", "amqp://user:secret@broker/shop"), ("CONSUMER_RETRIES", "0")).Options.Retries);
    }

    [TestMethod]
    [DataRow("AMQP_URL", "http://but-secret")]
    [DataRow("AMQP_URL", "")]
    [DataRow("CONSUMER_RETRIES", "-1")]
    [DataRow("CONSUMER_PREFETCH", "0")]
    [DataRow("OUTBOX_POLL_MS", "soon")]
    public void WhatIsMissingOrMalformedIsNamedAndNotShown(string name, string value)
    {
        var (variables, _) = Read(("AMQP_URL", "amqp://broker"), (name, value));
        var failure = Assert.ThrowsExactly<InvalidEnvironmentException>(variables.ThrowIfInvalid);
        StringAssert.Contains(failure.Message, name);
        Assert.DoesNotContain("secret", failure.Message);
    }

    private static (Variables Variables, MessagingOptions Options) Read(params (string Name, string Value)[] given)
    {
        var configuration = new ConfigurationManager();
        foreach (var (name, value) in given) configuration[name] = value;
        var variables = new Variables(configuration);
        return (variables, MessagingOptions.From(variables));
    }
}
