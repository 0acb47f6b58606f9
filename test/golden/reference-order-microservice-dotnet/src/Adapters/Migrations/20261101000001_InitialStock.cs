using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Adapters.Migrations
{
    /// <summary>Something to sell from the first minute; a real shop would be told by its warehouse.</summary>
    public partial class InitialStock : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                "insert into stock (sku, available) values ('A', 1000000), ('B', 1000000), ('C', 1000000)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("delete from stock where sku in ('A', 'B', 'C')");
        }
    }
}
