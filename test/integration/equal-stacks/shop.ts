import { setTimeout as delay } from "node:timers/promises";
import { type ChannelModel, connect } from "amqplib";
import { EmbeddedWorkspace, withoutDocker } from "../../helpers/embedded.js";
import { msxJson } from "../../helpers/msx.js";
import { type Answer, meant, normalised, send } from "./answers.js";
import type { Talk } from "./conversations.js";

const services = {
  "item-service": ["--entity", "Item"],
  "user-service": ["--reference", "user"],
  "payment-service": ["--reference", "payment"],
  "order-service": ["--reference", "order"],
};
export type ServiceName = keyof typeof services;
const exchanges = ["item_events", "user_events", "payment_events", "order_events"];
const patienceMs = 20_000;
/** Four services are built, and their own tests run. */
const deployMs = 1_200_000;

/** The answers of one conversation, by the names of its requests. */
export type Answers = ReadonlyMap<string, object>;

interface Status {
  readonly services: readonly { readonly name: string; readonly url: string | null }[];
}

/** The same four services of one stack, on a platform of their own. */
export class Shop {
  readonly stack: string;
  readonly #workspace = new EmbeddedWorkspace();
  readonly #events: unknown[] = [];
  #urls: Readonly<Record<string, string>> = {};
  #broker: ChannelModel | undefined;

  constructor(stack: "typescript" | "dotnet") {
    this.stack = stack;
  }

  async open(): Promise<void> {
    for (const [name, subject] of Object.entries(services))
      await this.#run("new", "service", name, "--stack", this.stack, ...subject);
    await this.#run("up");
    await this.#run("deploy", "--timeout", "300s");
    const { services: running } = await this.#run<Status>("status");
    this.#urls = Object.fromEntries(running.map(({ name, url }) => [name, url ?? ""]));
    await this.#listen();
  }

  async close(): Promise<void> {
    await this.#broker?.close();
    await this.#workspace.remove();
  }

  /** Has a conversation with one of the services. */
  async answers(name: ServiceName, conversation: (talk: Talk) => Promise<void>): Promise<Answers> {
    const kept = new Map<string, object>();
    await conversation(this.#talkWith(name, kept));
    return kept;
  }

  /** Everything that was published until now, in no order. */
  get events(): readonly string[] {
    return this.#events.map((event) => JSON.stringify(event, null, 1)).sort();
  }

  async get(name: ServiceName, path: string): Promise<Answer> {
    return send(this.#urls[name] ?? "", { method: "GET", path });
  }

  /** The keys of each kind of line that the service logs, by what the line says. */
  async logged(name: ServiceName): Promise<Readonly<Record<string, readonly string[]>>> {
    const logs = await this.#run<{ readonly lines: readonly { readonly text: string }[] }>(
      "logs",
      name,
      "--tail",
      "5000",
    );
    const kinds: Record<string, readonly string[]> = {};
    for (const { text } of logs.lines) {
      const fields = JSON.parse(text) as Readonly<Record<string, unknown>>;
      // Each server says in its own words that it listens.
      const said = String(fields.msg).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID");
      if (!/listening|^started/.test(said)) kinds[said] = Object.keys(fields).sort();
    }
    return kinds;
  }

  #talkWith(name: string, kept: Map<string, object>): Talk {
    const url = this.#urls[name] ?? "";
    return {
      at: (other) => this.#talkWith(other, kept),
      ask: async (what, sent) => {
        const answer = await send(url, sent);
        if (kept.has(what)) throw new Error(`two requests are called ${what}`);
        kept.set(what, meant(answer));
        return answer;
      },
      look: async (path, fits) => {
        const end = performance.now() + patienceMs;
        for (;;) {
          const answer = await send(url, { method: "GET", path });
          if (fits(answer)) return;
          if (performance.now() > end)
            throw new Error(`${this.stack}: ${path} is ${answer.status} ${answer.text} still`);
          await delay(100);
        }
      },
    };
  }

  /** Takes a copy of every event, properties and headers too. */
  async #listen(): Promise<void> {
    this.#broker = await connect((await this.#workspace.variables()).AMQP_URL ?? "");
    const channel = await this.#broker.createChannel();
    const { queue } = await channel.assertQueue("", { exclusive: true });
    for (const exchange of exchanges) await channel.bindQueue(queue, exchange, "#");
    await channel.consume(
      queue,
      (message) => {
        if (!message) return;
        const { fields, properties, content } = message;
        const { exchange, routingKey } = fields;
        // RabbitMQ's client for .NET numbers what it publishes with confirms.
        delete properties.headers?.["x-dotnet-pub-seq-no"];
        const said = Object.fromEntries(
          Object.entries(properties).filter(([, value]) => value !== undefined),
        );
        const body: unknown = JSON.parse(content.toString());
        // Seconds, not a text: it would not be seen as a time.
        const timestamp = typeof said.timestamp;
        this.#events.push(normalised({ exchange, routingKey, ...said, timestamp, body }));
      },
      { noAck: true },
    );
  }

  async #run<Result>(...args: string[]): Promise<Result> {
    const options = { cwd: this.#workspace.folder, env: withoutDocker, timeoutMs: deployMs };
    const { exitCode, result, stderr } = await msxJson<Result>(args, options);
    if (exitCode !== 0)
      throw new Error(
        `${this.stack}: ${args.join(" ")} ended with ${exitCode}: ${stderr}${JSON.stringify(result)}`,
      );
    return result;
  }
}
