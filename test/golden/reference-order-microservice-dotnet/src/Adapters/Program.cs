using Adapters;
using Adapters.Messaging;
using Adapters.Postgres;
using Chassis;
using Chassis.Messaging;

var builder = WebApplication.CreateBuilder(args);
builder.AddChassis();
builder.AddDatabase<ServiceDbContext>();
builder.AddMessaging<ServiceDbContext>("order_events");
builder.AddConsumer<OrderSagaConsumer>();
builder.AddConsumer<CustomersConsumer>();
builder.AddConsumer<PaymentsConsumer>();
builder.AddConsumer<NotificationsConsumer>();
builder.Services.AddAdapters(Settings.From(Variables.Of(builder)));

var app = builder.Build();
app.UseChassis();
app.MapControllers();
return await app.RunServiceAsync();

/// <summary>Joins the rooms and runs the service.</summary>
public partial class Program;
