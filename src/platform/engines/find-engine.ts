import { MsxError } from "../../errors/msx-error.js";
import { connect, type Daemon } from "./docker/connect.js";
import type { EngineName, ProbeAttempt } from "./engine.js";

/**
 * The daemon of the engine asked for. `auto` takes Docker where a daemon answers.
 * @throws MsxError ENGINE_UNAVAILABLE listing every place that was tried and what it answered
 */
export async function findEngine(
  wanted: EngineName | "auto",
  env: NodeJS.ProcessEnv,
): Promise<{ daemon: Daemon; attempts: readonly ProbeAttempt[] }> {
  if (wanted === "embedded") throw new MsxError("ENGINE_NOT_YET", { engine: wanted });
  const { daemon, attempts } = await connect(env);
  if (daemon) return { daemon, attempts };
  const told = attempts.map(({ where, answer }) => `${where}: ${answer}`).join("\n");
  throw new MsxError("ENGINE_UNAVAILABLE", { engine: "docker", attempts: told });
}
