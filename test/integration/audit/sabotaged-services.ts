import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { withoutDocker } from "../../helpers/embedded.js";
import { msxJson } from "../../helpers/msx.js";

type Change = readonly [file: string, before: string | RegExp, after: string];

/** No breaker: every call is made, however many failed before. */
const breakerRemoved: readonly Change[] = [
  [
    "src/chassis/resilience.ts",
    "const once = wrap(breaker, timeout(client.timeoutMs, TimeoutStrategy.Aggressive));",
    "const once = timeout(client.timeoutMs, TimeoutStrategy.Aggressive);",
  ],
];

/** No outbox: what happened is published within the request. */
const outboxRemoved: readonly Change[] = [
  [
    "src/chassis/outbox.ts",
    /export class Outbox \{[\s\S]*$/,
    `export class Outbox {
  constructor(private readonly broker: Broker, private readonly exchange: string) {}

  async add<DB extends ChassisSchema>(_trx: Transaction<DB>, ...events: readonly DomainEvent[]): Promise<void> {
    for (const { type, subject, data } of events) {
      const event = { id: randomUUID(), source: "sabotaged", type, subject, time: new Date() };
      const body = Buffer.from(JSON.stringify(data));
      await this.broker.publish(this.exchange, routingKeyOf(type), body, eventProperties(event, {}));
    }
  }
}
`,
  ],
  [
    "src/chassis/outbox.ts",
    /import \{ type ChassisSchema, chassisTables \}.*\nimport \{ currentTraceparent \}.*\n/,
    `import type { Broker } from "./broker.js";
import { eventProperties, routingKeyOf } from "./cloud-event.js";
import type { ChassisSchema } from "./schema.js";
`,
  ],
  ["src/chassis/start-service.ts", "new Outbox()", "new Outbox(broker, definition.exchange)"],
];

/** A health check that does not look. */
const healthCheckLying: readonly Change[] = [
  ["src/chassis/service-database.ts", "isUp: () => databaseAnswers(this.#healthPool)", "isUp: () => true"],
  ["src/chassis/service-database.ts", "createPool, databaseAnswers, isDatabase", "createPool, isDatabase"],
];

/**
 * Waits are short, as in the other tests of faults; the numbers of attempts stay as they are. The breaker's is longer than theirs: for
 * a share of it calls are watched for that should not come, and they come by events.
 */
const shortWaits = 'env: { CONSUMER_RETRY_DELAY_MS: "500", BREAKER_RESET_MS: "8000" }';

/** The reference services without Docker, each with one pattern taken out of its source. */
export class SabotagedServices {
  readonly #parent = realpathSync(mkdtempSync(path.join(tmpdir(), "msx tést-")));
  readonly name = `l${randomBytes(4).toString("hex")}`;
  readonly folder = path.join(this.#parent, this.name);

  run<T>(args: readonly string[]) {
    return msxJson<T>(args, { cwd: this.folder, env: withoutDocker, timeoutMs: 300_000 });
  }

  async generate(): Promise<void> {
    const args = ["new", "workspace", this.name, "--reference", "--yes"];
    const { exitCode, stderr } = await msxJson(args, { cwd: this.#parent });
    if (exitCode !== 0) throw new Error(stderr);
    this.change("msx.yaml", /^ {2}# disabled: .*$/m, "  disabled: [aws]");
    this.sabotage("order-service", breakerRemoved);
    this.sabotage("user-service", outboxRemoved);
    this.sabotage("payment-service", healthCheckLying);
  }

  /** Takes everything away, whatever happened before. */
  async remove(): Promise<void> {
    const { exitCode, stderr } = await this.run(["down", "--volumes", "--yes"]);
    rmSync(this.#parent, { recursive: true, force: true });
    if (exitCode !== 0) throw new Error(stderr);
  }

  private sabotage(service: string, changes: readonly Change[]): void {
    const at = `services/${service}`;
    for (const [file, before, after] of changes) this.change(`${at}/${file}`, before, after);
    this.change(`${at}/service.yaml`, /^env: \{\}$/m, shortWaits);
    // Its own tests would notice, and type checks take their time.
    this.change(`${at}/package.json`, /^ {4}"test": ".*"/m, '    "test": "true"');
    this.change(`${at}/package.json`, /^ {4}"typecheck": ".*"/m, '    "typecheck": "true"');
  }

  /** @throws Error when that would change nothing */
  change(file: string, before: string | RegExp, after: string): void {
    const place = path.join(this.folder, file);
    const text = readFileSync(place, "utf8");
    const changed = text.replace(before, after);
    if (changed === text) throw new Error(`nothing to change in ${file}`);
    writeFileSync(place, changed);
  }
}
