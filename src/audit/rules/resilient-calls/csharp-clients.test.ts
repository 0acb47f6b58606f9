import { describe, expect, it } from "vitest";
import { evidenceFor } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

const csproj = (
  extra = "",
  packages = ["Polly", "Microsoft.Extensions.Http.Polly", "Microsoft.Extensions.Http.Resilience"],
) =>
  `<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework>${extra}</PropertyGroup><ItemGroup>${packages.map((p) => `<PackageReference Include="${p}" Version="8.0.0" />`).join("")}</ItemGroup></Project>`;
const typed = `namespace Shop.Clients;
public sealed class PaymentClient(HttpClient http)
{
    public Task<HttpResponseMessage> GetAsync(int id, CancellationToken token) => http.GetAsync($"/payments/{id}", token);
}
`;
const program = (registration: string, more = "") => `using Shop.Clients;
var builder = WebApplication.CreateBuilder(args);
${registration}
var app = builder.Build();
app.MapGet("/orders/{id}", (int id, PaymentClient client, CancellationToken token) => client.GetAsync(id, token));
app.Run();
${more}`;
const all =
  "AddRetry(new() { MaxRetryAttempts = 3 }).AddCircuitBreaker(new()).AddTimeout(TimeSpan.FromSeconds(2))";
const cs = (files: Record<string, string>, project = csproj()) => ({
  "Shop.csproj": project,
  "Clients/PaymentClient.cs": typed,
  ...files,
});
const reg = (chain: string, more = "", files: Record<string, string> = {}, project = csproj()) =>
  cs(
    {
      "Program.cs": program(
        `builder.Services.AddHttpClient<PaymentClient>(c => c.BaseAddress = new Uri("http://payments"))${chain};`,
        more,
      ),
      ...files,
    },
    project,
  );
const client = (body: string, head = "public sealed class PaymentClient(HttpClient http)") => `using Polly;
namespace Shop.Clients;
${head}
{
${body}
}
`;
const bare = "builder.Services.AddHttpClient<PaymentClient>();";
const flags = (decl: string) => ({
  "Flags.cs": `namespace Shop;\npublic static class Flags\n{\n    ${decl}\n}\n`,
});

const inherited = (registrations: string, base: string): Record<string, string> => ({
  "Shop.csproj": csproj(),
  "Program.cs": program(registrations),
  "Clients/BaseClient.cs": client(
    "    protected Task<T?> GetAsync<T>(string path, CancellationToken token) => http.GetFromJsonAsync<T>(path, token);",
    "public abstract class BaseClient<TClient>(HttpClient http)",
  ),
  ...Object.fromEntries(
    ["PaymentClient", "StockClient"].map((name) => [
      `Clients/${name}.cs`,
      client(
        '    public Task<string?> GetAsync(int id, CancellationToken token) => GetAsync<string>($"/{id}", token);',
        `public sealed class ${name}(HttpClient http) : ${base}<${name}>(http)`,
      ),
    ]),
  ),
});

const withProgram = (registration: string, more: Record<string, string> = {}, project = csproj()) =>
  cs({ "Program.cs": program(registration), ...more }, project);
const onlyIf = (condition: string) =>
  `builder.Services.AddHttpClient<PaymentClient>();\nif (${condition}) builder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();`;
const inClient = (
  body: string,
  head?: string,
  more: Record<string, string> = {},
  prog = bare,
  project = csproj(),
) => cs({ "Program.cs": program(prog), "Clients/PaymentClient.cs": client(body, head), ...more }, project);

/** Protected in many ways. */
const good: Readonly<Record<string, Record<string, string>>> = {
  "two calls, each under a full pipeline of its own": inClient(
    ["One", "Two"]
      .map(
        (
          name,
        ) => `    private static readonly ResiliencePipeline ${name} = new ResiliencePipelineBuilder().${all}.Build();
    public async Task<HttpResponseMessage> Get${name === "One" ? "" : name}Async(int id, CancellationToken token) => await ${name}.ExecuteAsync(async t => await http.GetAsync($"/{id}", t), token);`,
      )
      .join("\n"),
  ),
  "v7 in local functions": cs({
    "Program.cs": program(
      "builder.Services.AddHttpClient<PaymentClient>(c => c.Timeout = TimeSpan.FromSeconds(3)).AddPolicyHandler(GetRetryPolicy()).AddPolicyHandler(GetBreaker());",
      "static IAsyncPolicy<HttpResponseMessage> GetRetryPolicy() => HttpPolicyExtensions.HandleTransientHttpError().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(Math.Pow(2, n)));\nstatic IAsyncPolicy<HttpResponseMessage> GetBreaker() => HttpPolicyExtensions.HandleTransientHttpError().CircuitBreakerAsync(5, TimeSpan.FromSeconds(30));\n",
    ),
  }),
  handler: reg(`.AddResilienceHandler("p", b => b.${all})`),
  "handler block": reg(
    `.AddResilienceHandler("p", static (b, context) => { b.AddRetry(new HttpRetryStrategyOptions { BackoffType = DelayBackoffType.Exponential }); b.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions()); b.AddTimeout(TimeSpan.FromSeconds(5)); })`,
  ),
  standard: reg(".AddStandardResilienceHandler()"),
  "standard line breaks": reg(
    "\n    .AddStandardResilienceHandler(o =>\n    {\n        o.Retry.MaxRetryAttempts = 5;\n    })",
  ),
  "v7 in the registration's configuration": cs({
    "Program.cs": program(
      `builder.Services.AddHttpClient<PaymentClient>(client => { client.BaseAddress = new Uri("http://p"); client.Timeout = TimeSpan.FromSeconds(5); }).AddPolicyHandler(Policies.Retry).AddPolicyHandler(Policies.Breaker);`,
    ),
    "Policies.cs":
      "public static class Policies { public static IAsyncPolicy<HttpResponseMessage> Retry => HttpPolicyExtensions.HandleTransientHttpError().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n)); public static IAsyncPolicy<HttpResponseMessage> Breaker { get; } = HttpPolicyExtensions.HandleTransientHttpError().CircuitBreakerAsync(5, TimeSpan.FromSeconds(30)); }",
  }),
  "v7 in variables": cs({
    "Program.cs":
      program(`var retry = HttpPolicyExtensions.HandleTransientHttpError().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n));
var breaker = HttpPolicyExtensions.HandleTransientHttpError().CircuitBreakerAsync(5, TimeSpan.FromSeconds(30));
var timeout = Policy.TimeoutAsync<HttpResponseMessage>(10);
builder.Services.AddHttpClient<PaymentClient>().AddPolicyHandler(retry).AddPolicyHandler(breaker).AddPolicyHandler(timeout);`),
  }),
  "v7 wrapped": cs({
    "Program.cs":
      program(`var retry = HttpPolicyExtensions.HandleTransientHttpError().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n));
var breaker = HttpPolicyExtensions.HandleTransientHttpError().CircuitBreakerAsync(5, TimeSpan.FromSeconds(30));
var timeout = Policy.TimeoutAsync<HttpResponseMessage>(10);
var all = Policy.WrapAsync(retry, breaker, timeout);
builder.Services.AddHttpClient<PaymentClient>().AddPolicyHandler(all);`),
  }),
  "v7 policy registry": cs({
    "Program.cs": program(`var registry = builder.Services.AddPolicyRegistry();
registry.Add("retry", HttpPolicyExtensions.HandleTransientHttpError().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n)));
registry.Add("breaker", HttpPolicyExtensions.HandleTransientHttpError().CircuitBreakerAsync(5, TimeSpan.FromSeconds(30)));
builder.Services.AddHttpClient<PaymentClient>(c => c.Timeout = TimeSpan.FromSeconds(3)).AddPolicyHandlerFromRegistry("retry").AddPolicyHandlerFromRegistry("breaker");`),
  }),
  "v7 AddTransientHttpErrorPolicy": cs({
    "Program.cs": program(
      `builder.Services.AddHttpClient<PaymentClient>(c => c.Timeout = TimeSpan.FromSeconds(3)).AddTransientHttpErrorPolicy(p => p.WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n))).AddTransientHttpErrorPolicy(p => p.CircuitBreakerAsync(5, TimeSpan.FromSeconds(30)));`,
    ),
  }),
  "builder variable": cs({
    "Program.cs": program(
      `var clientBuilder = builder.Services.AddHttpClient<PaymentClient>();\nclientBuilder.AddStandardResilienceHandler();`,
    ),
  }),
  interface: cs({
    "Program.cs": program(
      `builder.Services.AddHttpClient<IPaymentClient, PaymentClient>().AddStandardResilienceHandler();`,
    ),
  }),
  defaults: cs({
    "Program.cs": program(
      `builder.Services.ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler());\n${bare}`,
    ),
  }),
  "defaults block": cs({
    "Program.cs": program(
      `builder.Services.ConfigureHttpClientDefaults(http =>\n{\n    http.AddServiceDiscovery();\n    http.AddStandardResilienceHandler();\n});\n${bare}`,
    ),
  }),
  extension: cs({
    "Program.cs": program("builder.Services.AddClients();"),
    "Setup.cs":
      "namespace Shop;\ninternal static class Setup\n{\n    internal static IServiceCollection AddClients(this IServiceCollection services)\n    {\n        services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n        return services;\n    }\n}\n",
  }),
  "extension expression": cs({
    "Program.cs": program("builder.AddClients();"),
    "Setup.cs":
      "namespace Shop;\ninternal static class Setup\n{\n    internal static void AddClients(this WebApplicationBuilder builder) =>\n        builder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n}\n",
  }),
  "extension block (C# 14)": cs({
    "Program.cs": program("builder.Services.AddClients();"),
    "Setup.cs":
      "namespace Shop;\ninternal static class Setup\n{\n    extension(IServiceCollection services)\n    {\n        public IServiceCollection AddClients()\n        {\n            services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n            return services;\n        }\n    }\n}\n",
  }),
  "Startup class": cs({
    "Program.cs":
      "Host.CreateDefaultBuilder(args).ConfigureWebHostDefaults(web => web.UseStartup<Startup>()).Build().Run();",
    "Startup.cs":
      "public class Startup\n{\n    public void ConfigureServices(IServiceCollection services)\n    {\n        services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n    }\n    public void Configure(IApplicationBuilder app) { app.UseRouting(); }\n}\n",
  }),
  "Program.Main": cs({
    "Program.cs":
      "namespace Shop;\ninternal static class Program\n{\n    private static async Task Main(string[] args)\n    {\n        var builder = WebApplication.CreateBuilder(args);\n        builder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n        await builder.Build().RunAsync();\n    }\n}\n",
  }),
  named: cs({
    "Program.cs": program(`builder.Services.AddHttpClient("payments").AddStandardResilienceHandler();`),
    "Clients/PaymentClient.cs": client(
      `    public async Task<string> Get() { var client = factory.CreateClient("payments"); return await client.GetStringAsync("/x"); }`,
      "public class PaymentClient(IHttpClientFactory factory)",
    ),
  }),
  "named by constant": cs({
    "Program.cs": program(`builder.Services.AddHttpClient(Names.Payments).AddStandardResilienceHandler();`),
    "Names.cs": `public static class Names { public const string Payments = "payments"; }`,
    "Clients/PaymentClient.cs": client(
      `    public async Task<string> Get() { var client = factory.CreateClient(Names.Payments); return await client.GetStringAsync("/x"); }`,
      "public class PaymentClient(IHttpClientFactory factory)",
    ),
  }),
  "named by nameof": cs({
    "Program.cs": program(
      `builder.Services.AddHttpClient(nameof(PaymentClient)).AddStandardResilienceHandler();`,
    ),
    "Clients/PaymentClient.cs": client(
      `    public async Task<string> Get() { var client = factory.CreateClient(nameof(PaymentClient)); return await client.GetStringAsync("/x"); }`,
      "public class PaymentClient(IHttpClientFactory factory)",
    ),
  }),
  "field pipeline": cs({
    "Program.cs": program(bare),
    "Clients/PaymentClient.cs": client(
      `    private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder().${all}.Build();\n    public Task<HttpResponseMessage> Get() => Pipeline.ExecuteAsync(async t => await http.GetAsync("/x", t)).AsTask();`,
    ),
  }),
  "constructor pipeline": cs({
    "Program.cs": program(bare),
    "Clients/PaymentClient.cs": client(
      `    private readonly HttpClient _http; private readonly ResiliencePipeline _pipeline;\n    public PaymentClient(HttpClient http) { _http = http; _pipeline = new ResiliencePipelineBuilder().${all}.Build(); }\n    public async Task<HttpResponseMessage> Get() { return await _pipeline.ExecuteAsync(async t => await _http.GetAsync("/x", t)); }`,
      "public class PaymentClient",
    ),
  }),
  provider: cs({
    "Program.cs": program(`builder.Services.AddResiliencePipeline("payments", b => b.${all});\n${bare}`),
    "Clients/PaymentClient.cs": client(
      `    private readonly ResiliencePipeline _pipeline = provider.GetPipeline("payments");\n    public async Task<HttpResponseMessage> Get() => await _pipeline.ExecuteAsync(async t => await http.GetAsync("/x", t));`,
      "public class PaymentClient(HttpClient http, ResiliencePipelineProvider<string> provider)",
    ),
  }),
  "provider inline": cs({
    "Program.cs": program(
      `builder.Services.AddResiliencePipeline<string, HttpResponseMessage>("payments", b => b.${all});\n${bare}`,
    ),
    "Clients/PaymentClient.cs": client(
      `    public async Task<HttpResponseMessage> Get() => await provider.GetPipeline<HttpResponseMessage>("payments").ExecuteAsync(async t => await http.GetAsync("/x", t));`,
      "public class PaymentClient(HttpClient http, ResiliencePipelineProvider<string> provider)",
    ),
  }),
  keyed: cs({
    "Program.cs": program(`builder.Services.AddResiliencePipeline("payments", b => b.${all});\n${bare}`),
    "Clients/PaymentClient.cs": client(
      `    public async Task<HttpResponseMessage> Get() => await pipeline.ExecuteAsync(async t => await http.GetAsync("/x", t));`,
      `public class PaymentClient(HttpClient http, [FromKeyedServices("payments")] ResiliencePipeline pipeline)`,
    ),
  }),
  "DI singleton": cs({
    "Program.cs": program(
      `builder.Services.AddSingleton(_ => new ResiliencePipelineBuilder().${all}.Build());\n${bare}`,
    ),
    "Clients/PaymentClient.cs": client(
      `    public async Task<HttpResponseMessage> Get() => await pipeline.ExecuteAsync(async t => await http.GetAsync("/x", t));`,
      "public class PaymentClient(HttpClient http, ResiliencePipeline pipeline)",
    ),
  }),
  "DI policy interface": cs({
    "Program.cs": program(
      `builder.Services.AddSingleton<IAsyncPolicy>(Policy.WrapAsync(Policy.Handle<Exception>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n)), Policy.Handle<Exception>().CircuitBreakerAsync(3, TimeSpan.FromSeconds(30)), Policy.TimeoutAsync(3)));\n${bare}`,
    ),
    "Clients/PaymentClient.cs": client(
      `    public async Task<HttpResponseMessage> Get() => await guard.ExecuteAsync(() => http.GetAsync("/x"));`,
      "public class PaymentClient(HttpClient http, IAsyncPolicy guard)",
    ),
  }),
  "using static": cs({
    "Program.cs": program(bare),
    "Guard.cs": `namespace Shop;\npublic static class Guard\n{\n    public static readonly ResiliencePipeline Payments = new ResiliencePipelineBuilder().${all}.Build();\n}\n`,
    "Clients/PaymentClient.cs": `using static Shop.Guard;\n${client(`    public async Task<HttpResponseMessage> Get() => await Payments.ExecuteAsync(async t => await http.GetAsync("/x", t));`)}`,
  }),
  "static class pipeline": cs({
    "Program.cs": program(bare),
    "Guard.cs": `namespace Shop;\npublic static class Guard\n{\n    public static ResiliencePipeline Payments { get; } = new ResiliencePipelineBuilder().${all}.Build();\n}\n`,
    "Clients/PaymentClient.cs": client(
      `    public async Task<HttpResponseMessage> Get() => await Guard.Payments.ExecuteAsync(async t => await http.GetAsync("/x", t));`,
    ),
  }),
  "record client": cs({
    "Program.cs": program(bare),
    "Clients/PaymentClient.cs": client(
      `    static readonly ResiliencePipeline pipeline = new ResiliencePipelineBuilder().${all}.Build();\n    public async Task<HttpResponseMessage> Get() => await pipeline.ExecuteAsync(async t => await Http.GetAsync("/x", t));`,
      "public sealed record PaymentClient(HttpClient Http)",
    ),
  }),
  "fluent lines": cs({
    "Program.cs": program(bare),
    "Clients/PaymentClient.cs": client(
      `    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder()\n        .AddRetry(new RetryStrategyOptions\n        {\n            MaxRetryAttempts = 3,\n            BackoffType = DelayBackoffType.Exponential,\n            UseJitter = true,\n            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(),\n        })\n        .AddCircuitBreaker(new CircuitBreakerStrategyOptions\n        {\n            FailureRatio = 0.5,\n            MinimumThroughput = 10,\n        })\n        .AddTimeout(TimeSpan.FromSeconds(10))\n        .Build();\n    public async Task<HttpResponseMessage> Get() => await _pipeline.ExecuteAsync(async t => await http.GetAsync("/x", t));`,
    ),
  }),
  "minimal endpoint": {
    "Shop.csproj": csproj(),
    "Program.cs": `var builder = WebApplication.CreateBuilder(args);\nbuilder.Services.AddHttpClient("payments").AddStandardResilienceHandler();\nvar app = builder.Build();\napp.MapGet("/x", async (IHttpClientFactory factory) => { var client = factory.CreateClient("payments"); return await client.GetStringAsync("/y"); });\napp.Run();\n`,
  },
  "const in other file true": cs({
    "Program.cs": program(
      `if (Flags.On) builder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();`,
    ),
    ...flags("public const bool On = true;"),
  }),
  "settable flag": cs({
    "Program.cs": program(
      `if (Flags.On) builder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();`,
    ),
    ...flags("public static bool On { get; set; } = false;"),
  }),
  "settable field": cs({
    "Program.cs": program(
      `if (Flags.On) builder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();`,
    ),
    ...flags("public static bool On = false;"),
  }),
  "options instance of the name of a const": cs({
    "Program.cs": program(
      `var options = builder.Configuration.Get<ClientOptions>()!;\nif (options.On) builder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();`,
    ),
    ...flags("public const bool On = false;"),
  }),
  NET10: cs({
    "Program.cs": program(
      "#if NET8_0_OR_GREATER\nbuilder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n#endif",
    ),
  }),
  "NET48 else": cs({
    "Program.cs": program(
      "#if NET48\n#else\nbuilder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n#endif",
    ),
  }),
  "defined in the project": reg(
    "",
    "",
    {
      "Program.cs": program(
        "#if RESILIENCE\nbuilder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n#endif",
      ),
    },
    csproj("<DefineConstants>$(DefineConstants);RESILIENCE</DefineConstants>"),
  ),
  "defined in Directory.Build.props": cs({
    "Directory.Build.props":
      "<Project><PropertyGroup><DefineConstants>$(DefineConstants);RESILIENCE</DefineConstants></PropertyGroup></Project>",
    "Program.cs": program(
      "#if RESILIENCE\nbuilder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n#endif",
    ),
  }),
  "this.": cs({
    "Program.cs": program(bare),
    "Clients/PaymentClient.cs": client(
      `    private readonly HttpClient http; private readonly IAsyncPolicy policy = Policy.WrapAsync(Policy.Handle<Exception>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n)), Policy.Handle<Exception>().CircuitBreakerAsync(3, TimeSpan.FromSeconds(30)), Policy.TimeoutAsync(3));\n    public PaymentClient(HttpClient http) => this.http = http;\n    public Task<HttpResponseMessage> Get() => this.policy.ExecuteAsync(() => this.http.GetAsync("/x"));`,
      "public class PaymentClient",
    ),
  }),
  "private method inside": cs({
    "Program.cs": program(bare),
    "Clients/PaymentClient.cs": client(
      `    private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder().${all}.Build();\n    public async Task<HttpResponseMessage> Get() => await Pipeline.ExecuteAsync(Send);\n    private async ValueTask<HttpResponseMessage> Send(CancellationToken t) => await http.GetAsync("/x", t);`,
    ),
  }),
  "own extension of the builder": reg(".AddOurResilience()", "", {
    "Ours.cs": `public static class Ours { public static IHttpClientBuilder AddOurResilience(this IHttpClientBuilder builder) { builder.AddResilienceHandler("p", b => b.${all}); return builder; } }`,
  }),
  "delegating handler": reg(".AddHttpMessageHandler<ResilienceHandler>()", "", {
    "ResilienceHandler.cs": `public class ResilienceHandler : DelegatingHandler { private static readonly ResiliencePipeline<HttpResponseMessage> Pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>().${all}.Build(); protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) => await Pipeline.ExecuteAsync(async t => await base.SendAsync(request, t), token); }`,
  }),
  "policy from a constant of another file": reg(
    `.AddResilienceHandler("p", b => b.AddRetry(new() { MaxRetryAttempts = Limits.Attempts }).AddCircuitBreaker(new()).AddTimeout(Limits.Patience))`,
    "",
    {
      "Limits.cs":
        "public static class Limits { public const int Attempts = 3; public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3); }",
    },
  ),
  "policies of a registry by constants": cs({
    "Program.cs": program(
      `var registry = builder.Services.AddPolicyRegistry();\nregistry.Add(Names.Retry, HttpPolicyExtensions.HandleTransientHttpError().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n)));\nregistry[Names.Breaker] = HttpPolicyExtensions.HandleTransientHttpError().CircuitBreakerAsync(5, TimeSpan.FromSeconds(30));\nbuilder.Services.AddHttpClient<PaymentClient>(c => c.Timeout = TimeSpan.FromSeconds(3)).AddPolicyHandlerFromRegistry(Names.Retry).AddPolicyHandlerFromRegistry(Names.Breaker);`,
    ),
    "Names.cs": `public static class Names { public const string Retry = "retry"; public const string Breaker = "breaker"; }`,
  }),
  "a registration that is generic": cs({
    "Program.cs": program(`builder.Services.AddResilientClient<PaymentClient>("http://payments");`),
    "Registration.cs":
      "public static class Registration\n{\n    public static IHttpClientBuilder AddResilientClient<TClient>(this IServiceCollection services, string url) where TClient : class\n    {\n        var clients = services.AddHttpClient<TClient>(c => c.BaseAddress = new Uri(url));\n        clients.AddStandardResilienceHandler();\n        return clients;\n    }\n}\n",
  }),
  "names of a loop": cs({
    "Program.cs": program(
      `foreach (var name in new[] { "payments", "stock" })\n{\n    builder.Services.AddHttpClient(name).AddStandardResilienceHandler();\n}\nbuilder.Services.AddScoped<PaymentClient>();`,
    ),
    "Clients/PaymentClient.cs": client(
      `    public async Task<string> Get() { var client = factory.CreateClient("payments"); return await client.GetStringAsync("/x"); }`,
      "public class PaymentClient(IHttpClientFactory factory)",
    ),
  }),
  "calls of a base class, for each that inherits it": inherited(
    "builder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\nbuilder.Services.AddHttpClient<StockClient>().AddStandardResilienceHandler();",
    "BaseClient",
  ),
  "a runner of the service's own": cs({
    "Program.cs": program(`builder.Services.AddSingleton<IRunner, Runner>();\n${bare}`),
    "Runner.cs": `public interface IRunner { Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken token); }\npublic sealed class Runner : IRunner\n{\n    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().${all}.Build();\n    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken token) => await _pipeline.ExecuteAsync(async t => await work(t), token);\n}\n`,
    "Clients/PaymentClient.cs": client(
      `    public Task<HttpResponseMessage> GetAsync(int id, CancellationToken token) => runner.RunAsync(t => http.GetAsync($"/{id}", t), token);`,
      "public sealed class PaymentClient(HttpClient http, IRunner runner)",
    ),
  }),
};

/** What only looks protected. */
const hostile: Readonly<Record<string, Record<string, string>>> = {
  "a full pipeline around another call, in a class whose method bears the client's name": inClient(
    `    private static readonly ResiliencePipeline Full = new ResiliencePipelineBuilder().${all}.Build();
    private static readonly ResiliencePipeline Weak = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(2)).Build();
    public async Task<HttpResponseMessage> SafeAsync(int id, CancellationToken token) => await Full.ExecuteAsync(async t => await http.GetAsync($"/safe/{id}", t), token);
    public async Task<HttpResponseMessage> GetAsync(int id, CancellationToken token) => await Weak.ExecuteAsync(async t => await http.GetAsync($"/payments/{id}", t), token);`,
  ),
  "a registration that only a build's tests make": withProgram(bare, {
    "Tests/Setup.cs":
      "var builder = WebApplication.CreateBuilder();\nbuilder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n",
  }),
  bare: reg(""),
  comment: reg(" /* .AddStandardResilienceHandler() */"),
  "const of another file": withProgram(onlyIf("Flags.On"), flags("public const bool On = false;")),
  "never-defined symbol": withProgram(
    `#if RESILIENCE\nbuilder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n#else\n${bare}\n#endif`,
  ),
  NET48: withProgram(
    `#if NET48\nbuilder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n#else\n${bare}\n#endif`,
  ),
  "conditional method of another file": withProgram(`${bare}\nbuilder.Services.AddClients();`, {
    "Setup.cs":
      'public static class Setup\n{\n    [Conditional("NEVER")]\n    public static void AddClients(this IServiceCollection services)\n    {\n        services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n    }\n}\n',
  }),
  "extension that nobody calls": withProgram(bare, {
    "Setup.cs":
      "public static class Setup\n{\n    public static void AddClients(this IServiceCollection services)\n    {\n        services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n    }\n}\n",
  }),
  "extension that only dead code calls": withProgram(`${bare}\nif (false) builder.Services.AddClients();`, {
    "Setup.cs":
      "public static class Setup\n{\n    public static void AddClients(this IServiceCollection services)\n    {\n        services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n    }\n}\n",
  }),
  "extension that only an uncalled extension calls": withProgram(bare, {
    "Setup.cs":
      "public static class Setup\n{\n    public static void AddClients(this IServiceCollection services)\n    {\n        services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n    }\n    public static void AddAll(this IServiceCollection services) { services.AddClients(); }\n}\n",
  }),
  "public method of a class that nobody makes": withProgram(bare, {
    "Setup.cs":
      "public class Setup\n{\n    public void AddClients(IServiceCollection services)\n    {\n        services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n    }\n}\n",
  }),
  "another client's handler": withProgram(
    `${bare}\nbuilder.Services.AddHttpClient<StockClient>().AddStandardResilienceHandler();`,
  ),
  "another named client's handler": inClient(
    `    public async Task<string> Get() { var client = factory.CreateClient("payments"); return await client.GetStringAsync("/x"); }`,
    "public class PaymentClient(IHttpClientFactory factory)",
    {},
    `builder.Services.AddHttpClient("stock").AddStandardResilienceHandler();\nbuilder.Services.AddHttpClient("payments");`,
  ),
  "no-op policy": withProgram(
    `builder.Services.AddHttpClient<PaymentClient>(c => c.Timeout = TimeSpan.FromSeconds(3)).AddPolicyHandler(Policy.NoOpAsync<HttpResponseMessage>());\nvar retry = HttpPolicyExtensions.HandleTransientHttpError().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n));\nvar breaker = HttpPolicyExtensions.HandleTransientHttpError().CircuitBreakerAsync(5, TimeSpan.FromSeconds(30));`,
  ),
  "breaker made, only retry handled": withProgram(
    `var retry = HttpPolicyExtensions.HandleTransientHttpError().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n));\nvar breaker = HttpPolicyExtensions.HandleTransientHttpError().CircuitBreakerAsync(5, TimeSpan.FromSeconds(30));\nbuilder.Services.AddHttpClient<PaymentClient>(c => c.Timeout = TimeSpan.FromSeconds(3)).AddPolicyHandler(retry);`,
  ),
  "retry v7 of 0": withProgram(
    `builder.Services.AddHttpClient<PaymentClient>(c => c.Timeout = TimeSpan.FromSeconds(3)).AddTransientHttpErrorPolicy(p => p.WaitAndRetryAsync(0, n => TimeSpan.FromSeconds(n))).AddTransientHttpErrorPolicy(p => p.CircuitBreakerAsync(5, TimeSpan.FromSeconds(30)));`,
  ),
  "retry v7 of named 0": withProgram(
    `builder.Services.AddHttpClient<PaymentClient>(c => c.Timeout = TimeSpan.FromSeconds(3)).AddTransientHttpErrorPolicy(p => p.WaitAndRetryAsync(retryCount: 0, sleepDurationProvider: n => TimeSpan.FromSeconds(n))).AddTransientHttpErrorPolicy(p => p.CircuitBreakerAsync(5, TimeSpan.FromSeconds(30)));`,
  ),
  "retry v7 of no pauses": withProgram(
    `builder.Services.AddHttpClient<PaymentClient>(c => c.Timeout = TimeSpan.FromSeconds(3)).AddTransientHttpErrorPolicy(p => p.WaitAndRetryAsync(Array.Empty<TimeSpan>())).AddTransientHttpErrorPolicy(p => p.CircuitBreakerAsync(5, TimeSpan.FromSeconds(30)));`,
  ),
  "retry v7 of a constant 0": withProgram(
    `const int attempts = 0;\nbuilder.Services.AddHttpClient<PaymentClient>(c => c.Timeout = TimeSpan.FromSeconds(3)).AddTransientHttpErrorPolicy(p => p.WaitAndRetryAsync(attempts, n => TimeSpan.FromSeconds(n))).AddTransientHttpErrorPolicy(p => p.CircuitBreakerAsync(5, TimeSpan.FromSeconds(30)));`,
  ),
  "retry of another file's 0": reg(
    `.AddResilienceHandler("p", b => b.AddRetry(new() { MaxRetryAttempts = Limits.Attempts }).AddCircuitBreaker(new()).AddTimeout(TimeSpan.FromSeconds(1)))`,
    "",
    { "Limits.cs": "public static class Limits { public const int Attempts = 0; }" },
  ),
  "breaker v7 of int.MaxValue": withProgram(
    `builder.Services.AddHttpClient<PaymentClient>(c => c.Timeout = TimeSpan.FromSeconds(3)).AddTransientHttpErrorPolicy(p => p.WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n))).AddTransientHttpErrorPolicy(p => p.CircuitBreakerAsync(int.MaxValue, TimeSpan.FromSeconds(30)));`,
  ),
  "breaker that handles nothing: new ValueTask": reg(
    `.AddResilienceHandler("p", b => b.AddRetry(new() { MaxRetryAttempts = 3 }).AddCircuitBreaker(new() { ShouldHandle = _ => new ValueTask<bool>(false) }).AddTimeout(TimeSpan.FromSeconds(1)))`,
  ),
  "breaker that handles nothing: static": reg(
    `.AddResilienceHandler("p", b => b.AddRetry(new() { MaxRetryAttempts = 3 }).AddCircuitBreaker(new() { ShouldHandle = static args => PredicateResult.False() }).AddTimeout(TimeSpan.FromSeconds(1)))`,
  ),
  "timeout infinite": reg(
    `.AddResilienceHandler("p", b => b.AddRetry(new() { MaxRetryAttempts = 3 }).AddCircuitBreaker(new()).AddTimeout(Timeout.InfiniteTimeSpan))`,
  ),
  "timeout max": reg(
    `.AddResilienceHandler("p", b => b.AddRetry(new() { MaxRetryAttempts = 3 }).AddCircuitBreaker(new()).AddTimeout(TimeSpan.MaxValue))`,
  ),
  "timeout -1 ms": withProgram(
    `builder.Services.AddHttpClient<PaymentClient>(c => c.Timeout = TimeSpan.FromMilliseconds(-1)).AddTransientHttpErrorPolicy(p => p.WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n))).AddTransientHttpErrorPolicy(p => p.CircuitBreakerAsync(5, TimeSpan.FromSeconds(30)));`,
  ),
  "timeout of something else in the client's file": inClient(
    `    public void Mail(SmtpOptions mail) { mail.Timeout = TimeSpan.FromSeconds(3); }\n    public Task<HttpResponseMessage> Get() => http.GetAsync("/x");`,
    undefined,
    {},
    `builder.Services.AddHttpClient<PaymentClient>().AddTransientHttpErrorPolicy(p => p.WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n))).AddTransientHttpErrorPolicy(p => p.CircuitBreakerAsync(5, TimeSpan.FromSeconds(30)));`,
  ),
  "timeout TimeSpan.MaxValue on the client": inClient(
    `    public Task<HttpResponseMessage> Get() { http.Timeout = TimeSpan.MaxValue; return http.GetAsync("/x"); }`,
    undefined,
    {},
    `builder.Services.AddHttpClient<PaymentClient>().AddTransientHttpErrorPolicy(p => p.WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n))).AddTransientHttpErrorPolicy(p => p.CircuitBreakerAsync(5, TimeSpan.FromSeconds(30)));`,
  ),
  "development only": withProgram(onlyIf("builder.Environment.IsDevelopment()")),
  "development only block": withProgram(
    `${bare}\nif (builder.Environment.IsDevelopment())\n{\n    builder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n}`,
  ),
  "handlers removed": reg(
    ".AddStandardResilienceHandler().Services.AddHttpClient<PaymentClient>().RemoveAllResilienceHandlers()",
  ),
  "handlers removed, in a statement": withProgram(
    `builder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\nbuilder.Services.AddHttpClient<PaymentClient>().RemoveAllResilienceHandlers();`,
  ),
  "new HttpClient beside the protected": inClient(
    `    public async Task<string> Get() { using var raw = new HttpClient(); var client = raw; return await raw.GetStringAsync("http://payments/x"); }`,
    undefined,
    {},
    "builder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();",
  ),
  "new HttpClient inline": inClient(
    `    private static readonly HttpClient Http = new();\n    public async Task<string> Get() { return await Http.GetStringAsync("http://payments/x"); }`,
    "public sealed class PaymentClient",
    {},
    "builder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();",
  ),
  "own extension AddStandardResilienceHandler": reg(".AddStandardResilienceHandler()", "", {
    "Own.cs":
      "public static class Own { public static IHttpClientBuilder AddStandardResilienceHandler(this IHttpClientBuilder builder) => builder; }",
  }),
  "own extension AddStandardResilienceHandler without the package": reg(
    ".AddStandardResilienceHandler()",
    "",
    {
      "Own.cs":
        "public static class Own { public static IHttpClientBuilder AddStandardResilienceHandler(this IHttpClientBuilder builder) => builder; }",
    },
    csproj("", []),
  ),
  "own builder with the names of Polly's": inClient(
    `    private readonly Pipeline _pipeline = new Builder().${all}.Build();\n    public async Task<HttpResponseMessage> Get() => await _pipeline.ExecuteAsync(async t => await http.GetAsync("/x", t));`,
    undefined,
    {
      "Builder.cs":
        "public class Builder { public Builder AddRetry(object o) => this; public Builder AddCircuitBreaker(object o) => this; public Builder AddTimeout(TimeSpan t) => this; public Pipeline Build() => new(); }\npublic class Pipeline { public ValueTask<T> ExecuteAsync<T>(Func<CancellationToken, ValueTask<T>> f) => f(default); }",
    },
  ),
  "own builder, no package": inClient(
    `    private readonly Pipeline _pipeline = new Builder().${all}.Build();\n    public async Task<HttpResponseMessage> Get() => await _pipeline.ExecuteAsync(async t => await http.GetAsync("/x", t));`,
    undefined,
    {
      "Builder.cs":
        "public class Builder { public Builder AddRetry(object o) => this; public Builder AddCircuitBreaker(object o) => this; public Builder AddTimeout(TimeSpan t) => this; public Pipeline Build() => new(); }\npublic class Pipeline { public ValueTask<T> ExecuteAsync<T>(Func<CancellationToken, ValueTask<T>> f) => f(default); }",
    },
    bare,
    csproj("", []),
  ),
  "package only in the test project": cs(
    {
      "Program.cs": program(
        "builder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();",
      ),
      "tests/T.Tests.csproj":
        '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><PackageReference Include="xunit" Version="2.9.0"/><PackageReference Include="Polly" Version="8.0.0"/></ItemGroup></Project>',
    },
    csproj("", []),
  ),
  "pipeline beside the call": inClient(
    `    private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder().${all}.Build();\n    public async Task<HttpResponseMessage> Get() { await Pipeline.ExecuteAsync(async t => await Task.Delay(1, t)); return await http.GetAsync("/x"); }`,
  ),
  "pipeline in a method nobody calls": inClient(
    `    private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder().${all}.Build();\n    private async Task<HttpResponseMessage> Safe() => await Pipeline.ExecuteAsync(async t => await http.GetAsync("/x", t));\n    public async Task<HttpResponseMessage> Get() => await http.GetAsync("/x");`,
  ),
  "another pipeline that is in use": inClient(
    `    private static readonly ResiliencePipeline Plain = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(1)).Build();\n    private static readonly ResiliencePipeline Full = new ResiliencePipelineBuilder().${all}.Build();\n    public async Task<HttpResponseMessage> Get() { await Full.ExecuteAsync(async t => await Task.Delay(1, t)); return await Plain.ExecuteAsync(async t => await http.GetAsync("/x", t)); }`,
  ),
  "another registered pipeline": inClient(
    `    public async Task<HttpResponseMessage> Get() => await provider.GetPipeline("plain").ExecuteAsync(async t => await http.GetAsync("/x", t));`,
    "public class PaymentClient(HttpClient http, ResiliencePipelineProvider<string> provider)",
    {},
    `builder.Services.AddResiliencePipeline("plain", b => b.AddTimeout(TimeSpan.FromSeconds(1)));\nbuilder.Services.AddResiliencePipeline("payments", b => b.${all});\n${bare}`,
  ),
  "empty pipeline": inClient(
    `    public async Task<HttpResponseMessage> Get() => await ResiliencePipeline.Empty.ExecuteAsync(async t => await http.GetAsync("/x", t));`,
    undefined,
    {},
    `builder.Services.AddResiliencePipeline("payments", b => b.${all});\n${bare}`,
  ),
  "EF's execution strategy": inClient(
    `    public async Task<HttpResponseMessage> Get() => await db.Database.CreateExecutionStrategy().ExecuteAsync(async () => await http.GetAsync("/x"));`,
    "public class PaymentClient(HttpClient http, ShopContext db)",
    {},
    `builder.Services.AddResiliencePipeline("payments", b => b.${all});\n${bare}`,
  ),
  "something else's ExecuteAsync": inClient(
    `    public async Task<HttpResponseMessage> Get() => await unit.ExecuteAsync(async () => await http.GetAsync("/x"));`,
    "public class PaymentClient(HttpClient http, IUnitOfWork unit)",
    {},
    `builder.Services.AddResiliencePipeline("payments", b => b.${all});\n${bare}`,
  ),
  "a handler that is made and not added": reg("", "", {
    "ResilienceHandler.cs": `public class ResilienceHandler : DelegatingHandler { private static readonly ResiliencePipeline<HttpResponseMessage> Pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>().${all}.Build(); protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) => await Pipeline.ExecuteAsync(async t => await base.SendAsync(request, t), token); }`,
  }),
  "a subclass that nobody registers": cs({
    "Program.cs": program(bare),
    "Clients/Safe.cs": client(
      `    private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder().${all}.Build();\n    public async Task<HttpResponseMessage> Get() => await Pipeline.ExecuteAsync(async t => await http.GetAsync("/x", t));`,
      "public sealed class SafePaymentClient(HttpClient http)",
    ),
  }),
  "development, among other conditions": withProgram(
    onlyIf("!builder.Environment.IsProduction() && builder.Environment.IsDevelopment()"),
  ),
  "a handler that has a pipeline and sends without it": reg(
    ".AddHttpMessageHandler<ResilienceHandler>()",
    "",
    {
      "ResilienceHandler.cs": `public class ResilienceHandler : DelegatingHandler { private static readonly ResiliencePipeline<HttpResponseMessage> Pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>().${all}.Build(); protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) => base.SendAsync(request, token); }`,
    },
  ),
  "breaker that handles nothing: a block": reg(
    `.AddResilienceHandler("p", b => b.AddRetry(new() { MaxRetryAttempts = 3 }).AddCircuitBreaker(new() { ShouldHandle = args => { return ValueTask.FromResult(false); } }).AddTimeout(TimeSpan.FromSeconds(1)))`,
  ),
  "a loop over other names": inClient(
    `    public async Task<string> Get() { var client = factory.CreateClient("payments"); return await client.GetStringAsync("/x"); }`,
    "public class PaymentClient(IHttpClientFactory factory)",
    {},
    `foreach (var name in new[] { "stock" }) builder.Services.AddHttpClient(name).AddStandardResilienceHandler();`,
  ),
  "a generic registration of another client": withProgram(
    `${bare}\nbuilder.Services.AddResilientClient<StockClient>();`,
    {
      "Registration.cs":
        "public static class Registration { public static void AddResilientClient<TClient>(this IServiceCollection services) where TClient : class { services.AddHttpClient<TClient>().AddStandardResilienceHandler(); } }",
    },
  ),
  "calls of a base class, for one of two that inherit it": inherited(
    "builder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\nbuilder.Services.AddHttpClient<StockClient>();",
    "BaseClient",
  ),
  "calls of a base class that nobody inherits": inherited(
    "builder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\nbuilder.Services.AddHttpClient<StockClient>().AddStandardResilienceHandler();",
    "OtherClient",
  ),
  "a runner of the service's own that only runs": inClient(
    `    public Task<HttpResponseMessage> GetAsync(int id, CancellationToken token) => runner.RunAsync(t => http.GetAsync($"/{id}", t), token);`,
    "public sealed class PaymentClient(HttpClient http, Runner runner)",
    {
      "Runner.cs": `public sealed class Runner\n{\n    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().${all}.Build();\n    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken token) { await _pipeline.ExecuteAsync(async t => await Task.Yield(), token); return await work(token); }\n}\n`,
    },
  ),
};

describe("clients in C#", () => {
  it.each(Object.entries(good))("%s is protection", (_title, files) => {
    expect(rule.evaluate(evidenceFor(files, "."))).toMatchObject({ verdict: "pass" });
  });

  it.each(Object.entries(hostile))("%s is none", (_title, files) => {
    expect(rule.evaluate(evidenceFor(files, "."))).toMatchObject({ verdict: "fail" });
  });
});
