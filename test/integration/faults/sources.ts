import type { Stack } from "../../../src/generator/stacks.js";

/** What the tests know of order-service's inside, which is another one in each stack. */
export interface Sources {
  /** The file that starts the service; every reference service has it. */
  readonly main: string;
  /** Makes a start write a line of its own into the log. */
  readonly announce: (main: string, line: string) => string;
  readonly migrations: string;
  /** Adds a migration that takes away what the version that runs relies on, and then fails. */
  readonly addWrongMigration: (migrations: string) => string;
  /** Where the migrations that were done are written down, and by which column. */
  readonly migrated: { readonly table: string; readonly name: string };
  readonly migrationNames: readonly string[];
  /** The error of a message that is no JSON. */
  readonly unreadable: string;
}

const typescript: Sources = {
  main: "src/main.ts",
  announce: (main, line) => main.replace("await runService", `console.info("${line}");\n$&`),
  migrations: "src/adapters/migrations.ts",
  addWrongMigration: (migrations) =>
    migrations.replace(
      /^ {2}"001_orders": orders,$/m,
      `$&
  "005_wrong": {
    async up(db) {
      await sql\`alter table orders drop column reason\`.execute(db);
      await sql\`select 1 / 0\`.execute(db);
    },
  },`,
    ),
  migrated: { table: "service_migration", name: "name" },
  migrationNames: ["001_orders", "002_initial_stock", "003_customers", "004_notifications"],
  unreadable: "SyntaxError",
};

const dotnet: Sources = {
  main: "src/Adapters/Program.cs",
  announce: (main, line) => main.replace("var app = ", `Console.WriteLine("${line}");\n$&`),
  migrations: "src/Adapters/Migrations/20261101000001_InitialStock.cs",
  addWrongMigration: (migrations) =>
    `${migrations}
namespace Adapters.Migrations
{
    /// <summary>Takes away what the version that runs relies on, and fails.</summary>
    [Microsoft.EntityFrameworkCore.Infrastructure.DbContext(typeof(Adapters.Postgres.ServiceDbContext))]
    [Migration("20261101000002_Wrong")]
    public class Wrong : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("alter table orders drop column reason");
            migrationBuilder.Sql("select 1 / 0");
        }
    }
}
`,
  migrated: { table: '"__EFMigrationsHistory"', name: '"MigrationId"' },
  migrationNames: ["20261101000000_CreateOrders", "20261101000001_InitialStock"],
  unreadable: "JsonReaderException",
};

export const sourcesOf: Readonly<Record<Stack, Sources>> = { typescript, dotnet };
