import type { OtlpOptions } from "./options.js";
import { startOtlp } from "./start-otlp.js";

/** OTLP/HTTP's own. */
const defaultPort = 4318;

/** Runs the receiver as a program until SIGTERM or SIGINT. Environment: PORT, HOST, OTLP_MAX_SPANS. */
async function main(): Promise<void> {
  const { PORT, HOST, OTLP_MAX_SPANS } = process.env;
  const options: OtlpOptions = {
    port: PORT ? toInteger("PORT", PORT) : defaultPort,
    ...(HOST ? { host: HOST } : {}),
    ...(OTLP_MAX_SPANS ? { maxSpans: toInteger("OTLP_MAX_SPANS", OTLP_MAX_SPANS) } : {}),
  };
  const server = await startOtlp(options);
  process.stdout.write(`${JSON.stringify({ level: "info", message: "otlp listens", url: server.url })}\n`);
  await new Promise<void>((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
  });
  await server.close();
}

function toInteger(name: string, value: string): number {
  if (!/^\d+$/.test(value)) throw new Error(`${name}=${value} is not a whole number`);
  return Number(value);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`otlp: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(4);
  },
);
