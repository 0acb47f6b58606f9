using Adapters;
using Chassis;
using Domain;

var builder = WebApplication.CreateBuilder(args);
builder.AddChassis();
builder.Services.AddSingleton<IItemSource, BuiltInItems>();
builder.Services.AddSingleton<Items>();

var app = builder.Build();
app.UseChassis();
app.MapControllers();
return await app.RunServiceAsync();

/// <summary>Wires the rooms together: the domain's use cases between HTTP and where items come from.</summary>
public partial class Program;
