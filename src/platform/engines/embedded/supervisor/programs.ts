import { startAmqp } from "../../../../emulators/amqp/start-amqp.js";
import { startAws } from "../../../../emulators/aws/start-aws.js";
import { startConsul } from "../../../../emulators/consul/start-consul.js";
import { startOtlp } from "../../../../emulators/otlp/start-otlp.js";
import { startPostgres } from "../../../../emulators/postgres/start-postgres.js";
import { phrase } from "../../../../errors/detail.js";
import type { EmbeddedProgram } from "../../../resource.js";
import { startGatewayProgram } from "./gateway-program.js";
import type { Running, Start } from "./running.js";

type Starters = {
  readonly [Program in EmbeddedProgram["program"]]: (start: Start<Program>) => Promise<Running>;
};

/** Every program by its name. The emulators and the gateway live in the supervisor's own process. */
const starters: Starters = {
  async amqp({ run: { accounts }, port, others: [management], dataFolder, log }) {
    return inProcess(
      await startAmqp({
        ...{ port, accounts, ...durable(dataFolder) },
        onNotice: ({ type, ...what }) => log.say(type, what, "warn"),
        ...(management !== undefined && { management: { port: management } }),
      }),
    );
  },
  async consul({ port, dataFolder }) {
    return inProcess(await startConsul({ port, ...durable(dataFolder) }));
  },
  async aws({ port, dataFolder, log }) {
    return inProcess(
      await startAws({
        ...{ port, ...durable(dataFolder) },
        onNotice: ({ type, ...what }) => log.say(type, what, "warn"),
      }),
    );
  },
  async otlp({ port }) {
    return inProcess(await startOtlp({ port }));
  },
  gateway: startGatewayProgram,
  async postgres({ run: { password }, port, dataFolder, log }) {
    if (dataFolder === undefined) throw new Error("PostgreSQL needs a folder for its data");
    const server = await startPostgres({ dataFolder, port, password, log: (line) => log.write(line) });
    const ended = server.whenEnded.then(({ code, signal }) => ({
      reason: phrase("postgres-ended", { end: signal ?? phrase("exit-code", { code: code ?? "?" }) }),
    }));
    return { stop: () => server.stop(), ended };
  },
};

/** Starts a program and resolves when it listens. Rejects with what was in its way. */
export function startProgram(start: Start): Promise<Running> {
  // The key and the settings are of one program: TypeScript cannot see that through a table.
  const starter = starters[start.run.program] as (start: Start) => Promise<Running>;
  return starter(start);
}

function durable(dataFolder: string | undefined): { dataDir?: string } {
  return dataFolder === undefined ? {} : { dataDir: dataFolder };
}

function inProcess(emulator: { close(): Promise<void> }): Running {
  return { stop: () => emulator.close() };
}
