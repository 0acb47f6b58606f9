import { execa } from "execa";
import { MsxError } from "../../errors/msx-error.js";
import type { Console } from "../../io/console.js";
import type { Platform } from "../platform.js";
import type { Server } from "../resources/postgres/provision.js";
import type { ServiceDatabase } from "./service-database.js";

export interface PsqlOptions {
  readonly login: Server;
  /** Besides who and where, which come by variables of libpq: no secret is in an argument. */
  readonly args: readonly string[];
  readonly console: Console;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Runs psql in a service's database until it ends: the one beside the server where the engine has such a place, else
 * this machine's.
 * @returns psql's exit code
 * @throws MsxError PSQL_MISSING, DOCKER_FAILED, ENGINE_LOST; the signal's reason
 */
export async function runPsql(
  { engine }: Pick<Platform, "engine">,
  { name, instance }: ServiceDatabase,
  { login, args, console, env }: PsqlOptions,
  signal: AbortSignal,
): Promise<number> {
  const variables = {
    PGUSER: login.user,
    PGPASSWORD: login.password,
    PGDATABASE: name,
    PGAPPNAME: "msx db shell",
    PGCONNECT_TIMEOUT: "10",
    PGCLIENTENCODING: "UTF8",
  };
  const inside = await engine.runInside(
    instance,
    {
      command: ["psql", ...args],
      env: {
        ...variables,
        PGHOST: "127.0.0.1",
        PGPORT: String(instance.innerPorts.postgres ?? 5432),
        TERM: env.TERM ?? "dumb",
        LANG: "C.UTF-8",
      },
      console,
    },
    signal,
  );
  if (inside !== undefined) return inside;
  const there = { PGHOST: login.host, PGPORT: String(login.port) };
  return onThisMachine(args, { ...env, ...variables, ...there }, console, signal);
}

/** It shares msx's own input and output, so that a terminal is its own, and Ctrl-C means what psql makes of it. */
async function onThisMachine(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { input, output, errors }: Console,
  signal: AbortSignal,
): Promise<number> {
  const result = await execa("psql", args, {
    env,
    stdin: input ?? "ignore",
    stdout: output,
    stderr: errors,
    reject: false,
    cancelSignal: signal,
    buffer: false,
  });
  signal.throwIfAborted();
  if (result.code === "ENOENT") throw new MsxError("PSQL_MISSING", { database: env.PGDATABASE ?? "" });
  return result.exitCode ?? 128;
}
