using Chassis;
using Domain;

// A real service without packages: registers in Consul, is asked for its readiness, drains on SIGTERM.
var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls($"http://{Variable.Of("HOST", "+")}:{Variable.Of("PORT", "8080")}");
builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
var app = builder.Build();

app.MapGet("/health/live", () => "live");
app.MapGet("/health/ready", () =>
    Settings.Ready ? Results.Text("ready") : Results.Text("the moon is wrong", statusCode: 503));
app.MapGet("/api/v1/echo", () => new
{
    Settings.Reply,
    Version = Variable.Of("SERVICE_VERSION"),
    Id = Variable.Of("SERVICE_ID"),
    Contracts = Directory.Exists("contracts"),
    HeapMiB = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024 / 1024,
});
app.RegisterInConsul(passing: Settings.Ready);
Console.WriteLine($"echo {Settings.Reply} starts");
app.Run();
