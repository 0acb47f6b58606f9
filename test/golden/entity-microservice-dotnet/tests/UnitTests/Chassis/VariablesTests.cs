using Chassis;
using Microsoft.Extensions.Configuration;

namespace UnitTests.Chassis;

[TestClass]
public sealed class VariablesTests
{
    [TestMethod]
    public void The_guidelines_numbers_are_the_defaults()
    {
        var options = Load(("SERVICE_NAME", "user-service"));
        Assert.AreEqual(3, options.ClientRetries);
        Assert.AreEqual(3, options.BreakerFailures);
        Assert.AreEqual(TimeSpan.FromSeconds(30), options.BreakerReset);
        Assert.AreEqual(("0.0.0.0", 8080), (options.Host, options.Port));
    }

    [TestMethod]
    public void Every_missing_or_malformed_variable_is_named_in_one_error_and_no_value_is_shown()
    {
        var variables = VariablesOf(("SERVICE_NAME", ""), ("PORT", "http-but-secret"), ("SERVICE_WEIGHT", "65536"), ("LOG_LEVEL", "loud"));
        ChassisOptions.From(variables);
        var error = Assert.ThrowsExactly<InvalidEnvironmentException>(variables.ThrowIfInvalid);
        foreach (var name in new[] { "SERVICE_NAME", "PORT", "SERVICE_WEIGHT", "LOG_LEVEL" }) Assert.Contains(name, error.Message);
        Assert.DoesNotContain("http-but-secret", error.Message);
    }

    [TestMethod]
    public void Consuls_address_may_lack_its_scheme()
    {
        Assert.AreEqual(new Uri("http://consul:8500"), Load(("SERVICE_NAME", "a"), ("CONSUL_HTTP_ADDR", "consul:8500")).ConsulUrl);
        Assert.IsNull(Load(("SERVICE_NAME", "a"), ("CONSUL_HTTP_ADDR", "")).ConsulUrl);
    }

    [TestMethod]
    public void How_it_is_registered_can_differ_from_where_it_listens()
    {
        var service = Load(("SERVICE_NAME", "a"), ("SERVICE_ADDRESS", "172.18.0.1"), ("SERVICE_PORT", "19080"), ("SERVICE_TAGS", "dev, blue")).Service;
        Assert.AreEqual(("172.18.0.1", 19_080), (service.Address, service.Port));
        CollectionAssert.AreEqual(new[] { "dev", "blue" }, service.Tags.ToArray());
        Assert.AreEqual("a-172.18.0.1-8080", service.Id);
    }

    internal static ChassisOptions Load(params (string Name, string Value)[] values)
    {
        var variables = VariablesOf(values);
        var options = ChassisOptions.From(variables);
        variables.ThrowIfInvalid();
        return options;
    }

    internal static Variables VariablesOf(params (string Name, string Value)[] values) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(values.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value))).Build());
}
