import { expect, test } from "vitest";
import { checkRule, edit, type RuleCase } from "../../../../test/audit/check-rule.js";
import { npmPackage, verdictOf, webProject } from "../../../../test/audit/small-service.js";
import { rule } from "./rule.js";

const store = "services/user-service/src/adapters/postgres-user-store.ts";
const add = "await this.outbox.add(trx, event);";

checkRule(rule, [
  {
    title: "an outbox nothing uses",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/src/adapters/postgres-user-store.ts",
        /await this\.outbox\.add\(trx, event\);/,
        "",
      );
    },
    verdict: "fail",
    at: /outbox(-relay)?.ts:\d+/,
  },
  {
    title: "no outbox",
    kind: "bad",
    service: "services/order-service",
    change: (repository) => {
      delete repository["services/order-service/src/chassis/outbox.ts"];
    },
    verdict: "fail",
  },
  {
    title: "a service made without messaging",
    kind: "good",
    service: "services/note-service",
    change: () => undefined,
    verdict: "not-applicable",
    at: /service.yaml:\d+/,
  },
  {
    title: "published past the outbox, which a comment names",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/src/main.ts"] +=
        '// as safe as the outbox\nawait channel.publish("user_events", "userupdatedevent", body);\n';
    },
    verdict: "fail",
    at: /main\.ts:\d+/,
  },
  {
    title: "published past the outbox, which is only imported",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/src/main.ts"] +=
        'import { Outbox } from "./chassis/outbox.js";\nawait channel.publish("user_events", "userupdatedevent", body);\n';
    },
    verdict: "fail",
    at: /main\.ts:\d+/,
  },
  {
    title: "stored in the outbox, and published beside it",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) =>
      edit(
        repository,
        store,
        add,
        `${add}\n    await this.broker.publish("user_events", "userupdatedevent", event);`,
      ),
    verdict: "fail",
    at: /postgres-user-store\.ts:\d+/,
  },
  {
    title: "stored outside of the change's transaction",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => edit(repository, store, add, "await this.outbox.add(this.db, event);"),
    verdict: "fail",
    at: /postgres-user-store\.ts:\d+/,
  },
  ...[
    ["in a comment", `// ${add}`],
    ["in a string", `this.log('${add}');`],
    ["where nothing comes", `if (false) ${add}`],
  ].map(
    ([title, text]): RuleCase => ({
      title: `handed over only ${title}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) => edit(repository, store, add, text ?? ""),
      verdict: "fail",
      at: /outbox(-relay)?\.ts:\d+/,
    }),
  ),
  ...[
    ["never", "void relay;"],
    ["only in a comment", "// relay.start();"],
    ["only where nothing comes", "if (false) relay.start();"],
  ].map(
    ([title, text]): RuleCase => ({
      title: `a relay that is started ${title}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) =>
        edit(repository, "services/user-service/src/chassis/start-service.ts", "relay.start();", text ?? ""),
      verdict: "fail",
      at: /outbox-relay\.ts:\d+/,
    }),
  ),
  {
    title: "a table that only comments create",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/src/chassis/event-migrations.ts",
        '.createTable("outbox")',
        '.createTable("letters") /* .createTable("outbox") */',
      );
      repository["services/user-service/db/outbox.sql"] =
        "-- create table outbox (id int);\n/*\ncreate table outbox (id int);\n*/\n";
    },
    verdict: "fail",
    at: /outbox(-relay)?\.ts:\d+/,
  },
  ...["all", "{ event: UserCreatedEvent }", "[UserCreatedEvent]", "5", "&a [*a]"].map(
    (publishes): RuleCase => ({
      title: `no outbox, and publishes that says nothing: ${publishes}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) => {
        edit(
          repository,
          "services/user-service/service.yaml",
          /^publishes:\n(?: .*\n)+/m,
          `publishes: ${publishes}\n`,
        );
        delete repository["services/user-service/src/chassis/outbox.ts"];
      },
      verdict: "fail",
    }),
  ),
]);

const massTransit = (outbox: string, publisher = "IPublishEndpoint publishEndpoint") => ({
  "Api.csproj": webProject("MassTransit.RabbitMQ", "MassTransit.EntityFrameworkCore"),
  "Program.cs": `builder.Services.AddMassTransit(x => { ${outbox} x.UsingRabbitMq((c, cfg) => cfg.ConfigureEndpoints(c)); });`,
  "CreateOrder.cs": `class CreateOrder(OrdersDb db, ${publisher})
{
    public async Task Handle(Order order)
    {
        db.Orders.Add(order);
        await ${publisher.split(" ")[1]}.Publish(new OrderCreated(order.Id));
        await db.SaveChangesAsync();
    }
}`,
});
const full = "x.AddEntityFrameworkOutbox<OrdersDb>(o => { o.UsePostgres(); o.UseBusOutbox(); });";

test.each([
  ["with its bus outbox", massTransit(full), "pass"],
  [
    "without its bus outbox",
    massTransit("x.AddEntityFrameworkOutbox<OrdersDb>(o => o.UsePostgres());"),
    "fail",
  ],
  ["in memory", massTransit("x.AddInMemoryInboxOutbox();"), "fail"],
  ["with its bus outbox, past it by IBus", massTransit(full, "IBus bus"), "fail"],
  [
    "with its bus outbox in a method that nobody calls",
    {
      ...massTransit(""),
      "Outbox.cs": `public static class Outbox { public static void AddOutbox(this IBusRegistrationConfigurator x) { ${full} } }`,
    },
    "fail",
  ],
])("MassTransit %s", (_title, files, verdict) => {
  expect(verdictOf(rule, files)).toBe(verdict);
});

test("an outbox of Entity Framework whose rows are added to the context", () => {
  const files = {
    "Api.csproj": webProject("RabbitMQ.Client", "Npgsql.EntityFrameworkCore.PostgreSQL"),
    "Program.cs": "builder.Services.AddScoped<CreateOrder>();\nbuilder.Services.AddHostedService<Relay>();",
    "OrdersDb.cs":
      "class OrdersDb : DbContext { public DbSet<OutboxMessage> OutboxMessages => Set<OutboxMessage>(); }",
    "CreateOrder.cs": `class CreateOrder(OrdersDb db)
{
    public async Task Handle(Order order)
    {
        db.Add(order);
        db.Add(new OutboxMessage(order));
        await db.SaveChangesAsync();
    }
}`,
    "Relay.cs": `class Relay(OrdersDb db, IChannel channel) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken token)
    {
        foreach (var message in await db.OutboxMessages.AsNoTracking().Where(m => !m.Sent).ToListAsync(token))
            await channel.BasicPublishAsync("orders", message.Type, message.Body);
    }
}`,
  };
  expect(verdictOf(rule, files)).toBe("pass");
  const idle = { ...files, "Program.cs": "builder.Services.AddScoped<CreateOrder>();" };
  expect(verdictOf(rule, idle)).toBe("fail");
});

const relay = (rows: string): string => `import amqp from "amqplib";
import { db, OutboxEvent, outbox } from "./db.js";
export async function startRelay() {
  const channel = await (await amqp.connect(process.env.AMQP_URL ?? "")).createConfirmChannel();
  setInterval(async () => {
    for (const event of await ${rows}) channel.publish("orders", event.type, Buffer.from(event.body));
  }, 1000);
}
`;
const use = (write: string): string => `import { db, OutboxEvent, orders, outbox } from "./db.js";
export function createOrder(data: Order) {
  return db.transaction(async (tx) => {
    await tx.insert(orders).values(data);
    ${write};
  });
}
`;
const start =
  'import { createOrder } from "./create-order.js";\nimport { startRelay } from "./relay.js";\napp.post("/orders", createOrder);\nstartRelay();\n';

test.each([
  [
    "@prisma/client",
    { "prisma/schema.prisma": "model OutboxEvent {\n  id String @id\n}\n" },
    "await tx.outboxEvent.create({ data: { type: 'created' } })",
    "db.outboxEvent.findMany({ where: { sentAt: null } })",
  ],
  [
    "drizzle-orm",
    { "src/db.ts": 'export const outbox = pgTable("outbox", { id: uuid("id") });\n' },
    'await tx.insert(outbox).values({ type: "created" })',
    "db.select().from(outbox).limit(50)",
  ],
  [
    "typeorm",
    { "src/db.ts": '@Entity("outbox")\nexport class OutboxEvent {\n  @Column() type!: string;\n}\n' },
    'await tx.save(OutboxEvent, { type: "created" })',
    "db.getRepository(OutboxEvent).find({ take: 50 })",
  ],
  [
    "knex",
    { "src/db.ts": 'export const up = (knex) => knex.schema.createTable("outbox", (t) => t.uuid("id"));\n' },
    'await tx("outbox").insert({ type: "created" })',
    'db("outbox").whereNull("sent_at").limit(50)',
  ],
])("an outbox by %s", (library, table, write, rows) => {
  const files = {
    "package.json": npmPackage("express", "amqplib", library),
    "src/db.ts": "export const db = connect();\n",
    ...table,
    "src/main.ts": start,
    "src/create-order.ts": use(write),
    "src/relay.ts": relay(rows),
  };
  expect(verdictOf(rule, files)).toBe("pass");
  const [path = ""] = Object.keys(table);
  expect(verdictOf(rule, { ...files, [path]: "" })).toBe("fail");
  expect(verdictOf(rule, { ...files, "src/create-order.ts": use(`// ${write}`) })).toBe("fail");
  expect(verdictOf(rule, { ...files, "src/create-order.ts": use(`log(${JSON.stringify(write)})`) })).toBe(
    "fail",
  );
  expect(verdictOf(rule, { ...files, "src/main.ts": start.replace("startRelay();", "") })).toBe("fail");
});
