using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Adapters.Migrations
{
    /// <inheritdoc />
    public partial class CreatePayments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "payments",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    order_id = table.Column<string>(type: "text", nullable: false),
                    amount_minor = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    method = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    idempotency_key = table.Column<string>(type: "text", nullable: false),
                    fingerprint = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_payments", x => x.id);
                    table.CheckConstraint("payments_amount_minor_check", "amount_minor > 0");
                    table.CheckConstraint("payments_status_check", "status in ('Authorized', 'Declined', 'Refunded')");
                });

            migrationBuilder.CreateIndex(
                name: "payments_by_age",
                table: "payments",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "payments_by_order",
                table: "payments",
                columns: new[] { "order_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "payments_idempotency_key_key",
                table: "payments",
                column: "idempotency_key",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "payments");
        }
    }
}
