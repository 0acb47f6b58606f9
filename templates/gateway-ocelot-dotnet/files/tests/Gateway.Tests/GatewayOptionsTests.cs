using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Gateway.Tests;

[TestClass]
public sealed class GatewayOptionsTests
{
    [TestMethod]
    public void ConsulOfTheEnvironmentGoesBeforeTheFile()
    {
        var settings = Read(("CONSUL_HTTP_ADDR", "consul:8501"), ("CONSUL_HTTP_TOKEN", "secret")).OcelotSettings();
        Assert.AreEqual("consul", settings["GlobalConfiguration:ServiceDiscoveryProvider:Host"]);
        Assert.AreEqual("8501", settings["GlobalConfiguration:ServiceDiscoveryProvider:Port"]);
        Assert.AreEqual("secret", settings["GlobalConfiguration:ServiceDiscoveryProvider:Token"]);
    }

    [TestMethod]
    public void EveryVariableThatCannotBeUsedIsNamed()
    {
        var thrown = Assert.ThrowsExactly<OptionsValidationException>(() => Read(("PORT", "http"), ("CONSUL_HTTP_ADDR", "::")));
        Assert.AreEqual(2, thrown.Failures.Count());
    }

    private static GatewayOptions Read(params (string Name, string Value)[] variables)
    {
        var file = Path.GetTempFileName();
        try
        {
            var values = variables.ToDictionary(variable => variable.Name, variable => (string?)variable.Value);
            values["GATEWAY_CONFIG"] = file;
            return GatewayOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        }
        finally
        {
            File.Delete(file);
        }
    }
}
