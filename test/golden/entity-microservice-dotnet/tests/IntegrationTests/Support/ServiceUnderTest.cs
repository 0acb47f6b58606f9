using Chassis;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationTests.Support;

/// <summary>The service as it is wired in production, with settings and servers of a test; answers are checked against the contract.</summary>
internal sealed class ServiceUnderTest(
    IReadOnlyDictionary<string, string> settings,
    Action<IServiceCollection>? replacing = null,
    params IAsyncDisposable[] made) : WebApplicationFactory<Program>
{
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(30);

    /// <summary>Waits until requests can be answered.</summary>
    public async Task<ServiceUnderTest> StartedAsync()
    {
        await Services.GetRequiredService<Lifecycle>().Started.WaitAsync(longest);
        return this;
    }

    public HttpClient Client() => CreateDefaultClient(new AnswerContract());

    public Task<Answer> SendAsync(string method, string path, object? body = null, params (string Name, string Value)[] headers) =>
        Answer.OfAsync(Client(), method, path, body, headers);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var one in made) await one.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (name, value) in settings) builder.UseSetting(name, value);
        if (replacing is not null) builder.ConfigureServices(replacing);
    }
}
