using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Chassis;

public static class ConsulRegistration
{
    /// <summary>Registers when the service listens, and leaves Consul when it is told to stop.</summary>
    public static void RegisterInConsul(this WebApplication app, bool passing)
    {
        var (id, address, port) = (Variable.Of("SERVICE_ID"), Variable.Of("SERVICE_ADDRESS"), int.Parse(Variable.Of("PORT")));
        var consul = new HttpClient { BaseAddress = new Uri(Variable.Of("CONSUL_HTTP_ADDR")) };
        var check = new
        {
            HTTP = $"http://{address}:{port}/health/ready",
            Interval = "1s",
            Status = passing ? "passing" : "critical",
        };
        var service = new { ID = id, Name = Variable.Of("SERVICE_NAME"), Address = address, Port = port, Check = check };
        app.Lifetime.ApplicationStarted.Register(() =>
            consul.PutAsJsonAsync("/v1/agent/service/register", service, new System.Text.Json.JsonSerializerOptions()).GetAwaiter().GetResult().EnsureSuccessStatusCode());
        app.Lifetime.ApplicationStopping.Register(() =>
            consul.PutAsync($"/v1/agent/service/deregister/{id}", null).GetAwaiter().GetResult());
    }
}

public static class Variable
{
    public static string Of(string name, string otherwise = "") =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : otherwise;
}
