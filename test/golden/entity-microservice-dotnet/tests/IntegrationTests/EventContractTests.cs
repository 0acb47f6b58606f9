using System.Text.Json;
using Chassis.Messaging;
using IntegrationTests.Support;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationTests;

/// <summary>Needs no server: the service is wired, and not asked for anything.</summary>
[TestClass]
public sealed class EventContractTests
{
    private static readonly JsonElement contract =
        EventJson.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "contracts", "asyncapi.json")));

    [TestMethod]
    public async Task What_the_service_consumes_is_what_the_contract_says_it_receives()
    {
        var consumers = new List<Type>();
        await using var service = Wired(consumers);
        await using var scope = service.Services.CreateAsyncScope();
        var consumed = consumers
            .SelectMany(type => ((IEventConsumer)scope.ServiceProvider.GetRequiredService(type)).Bindings)
            .SelectMany(binding => binding.Types.Select(type => $"{binding.Exchange} {type}"))
            .Distinct().Order(StringComparer.Ordinal).ToArray();
        CollectionAssert.AreEqual(EventsOf("receive"), consumed);
    }

    [TestMethod]
    public async Task All_events_are_sent_on_the_services_own_exchange()
    {
        await using var service = Wired([]);
        var own = service.Services.GetRequiredService<MessagingTopology>().Exchange;
        foreach (var sent in EventsOf("send")) Assert.StartsWith($"{own} ", sent);
    }

    private static WebApplicationFactory<Program> Wired(List<Type> consumers) =>
        new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            foreach (var (name, value) in ServiceSettings.Wired) host.UseSetting(name, value);
            host.ConfigureTestServices(services => consumers.AddRange(services
                .Select(service => service.ServiceType)
                .Where(type => type.IsAssignableTo(typeof(IEventConsumer)))));
        });

    /// <summary>The events of all operations of a direction, as <c>exchange type</c>.</summary>
    private static string[] EventsOf(string action) =>
        [.. contract.GetProperty("operations").EnumerateObject()
            .Select(operation => operation.Value)
            .Where(operation => operation.GetProperty("action").GetString() == action)
            .SelectMany(operation => operation.GetProperty("messages").EnumerateArray()
                .Select(message => $"{AddressOf(operation)} {LastPart(message)}"))
            .Distinct().Order(StringComparer.Ordinal)];

    private static string? AddressOf(JsonElement operation) =>
        contract.GetProperty("channels").GetProperty(LastPart(operation.GetProperty("channel"))).GetProperty("address").GetString();

    private static string LastPart(JsonElement reference) =>
        (reference.GetProperty("$ref").GetString() ?? "").Split('/')[^1];
}
