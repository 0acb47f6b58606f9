using Adapters.Postgres;
using Chassis;
using Chassis.Messaging;
using Domain;

var builder = WebApplication.CreateBuilder(args);
builder.AddChassis();
builder.AddDatabase<ServiceDbContext>();
builder.AddMessaging<ServiceDbContext>("item_events");
builder.Services.AddScoped<IItemRepository, PostgresItemRepository>();
builder.Services.AddScoped<Items>();

var app = builder.Build();
app.UseChassis();
app.MapControllers();
return await app.RunServiceAsync();

/// <summary>Wires the rooms together: the domain's use cases between HTTP, PostgreSQL and RabbitMQ.</summary>
public partial class Program;
