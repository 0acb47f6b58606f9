using Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Adapters.Postgres;

/// <summary>
/// Items as they are stored. What changes here needs a migration (`dotnet ef migrations add NAME --project src/Adapters`);
/// never change one that has run, and only expand the schema, so that the version before still works on it (docs/runbook.md).
/// </summary>
internal sealed class ItemTable : IEntityTypeConfiguration<Item>
{
    public void Configure(EntityTypeBuilder<Item> builder)
    {
        builder.ToTable("items");
        builder.HasKey(row => row.Id).HasName("items_pkey");
        builder.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(row => row.Name).HasColumnName("name").HasMaxLength(200);
        builder.Property(row => row.Description).HasColumnName("description").HasMaxLength(2000);
        // Milliseconds, as clients see them: a page's position must compare equal to what is stored.
        builder.Property(row => row.CreatedAt).HasColumnName("created_at").HasPrecision(3);
        builder.Property(row => row.UpdatedAt).HasColumnName("updated_at").HasPrecision(3);
        builder.Property(row => row.Version).HasColumnName("version");
        builder.HasIndex(row => new { row.CreatedAt, row.Id }).HasDatabaseName("items_created");
    }
}
