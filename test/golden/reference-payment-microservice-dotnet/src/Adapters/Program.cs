using Adapters;
using Adapters.Postgres;
using Chassis;
using Chassis.Messaging;

var builder = WebApplication.CreateBuilder(args);
builder.AddChassis();
builder.AddDatabase<ServiceDbContext>();
builder.AddMessaging<ServiceDbContext>("payment_events");
builder.Services.AddAdapters();

var app = builder.Build();
app.UseChassis();
app.MapControllers();
return await app.RunServiceAsync();

/// <summary>Joins the rooms and runs the service.</summary>
public partial class Program;
