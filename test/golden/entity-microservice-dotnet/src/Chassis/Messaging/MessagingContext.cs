using Microsoft.EntityFrameworkCore;

namespace Chassis.Messaging;

/// <summary>The scope's database context, whatever its class is called in this service.</summary>
internal sealed record MessagingContext(DbContext Db);
