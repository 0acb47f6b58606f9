import { rmSync } from "node:fs";
import { placesOf } from "../places.js";
import { claimRecord } from "../supervisor-record.js";
import { serveControl } from "./control-server.js";
import { Supervisor } from "./supervisor.js";

/** What ends a supervisor that finds another one at work. */
const anotherOneLives = 3;

/**
 * Runs the supervisor of a workspace until SIGTERM or `POST /stop`: `supervisor.mjs FOLDER BUILD`. What it says goes to its
 * standard output, which the engine leads to a log file.
 */
async function main(): Promise<number> {
  const [folder, build] = process.argv.slice(2);
  if (folder === undefined || build === undefined) throw new Error("usage: supervisor.mjs FOLDER BUILD");
  const places = placesOf(folder);
  const release = claimRecord(places.record, build);
  if (!release) return anotherOneLives;
  try {
    const supervisor = await Supervisor.open(folder, places);
    const stopped = new Promise<void>((resolve) => {
      for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
      void serveControl(supervisor, places.socket, resolve).then(
        () => process.send?.("ready", () => undefined),
        (error: unknown) => {
          say("no socket", { reason: String(error) });
          process.exitCode = 4;
          resolve();
        },
      );
    });
    say("supervisor runs", { pid: process.pid, folder });
    await stopped;
    await supervisor.stopAll();
    say("supervisor stopped", {});
    return Number(process.exitCode ?? 0);
  } finally {
    if (process.platform !== "win32") rmSync(places.socket, { force: true });
    release();
  }
}

function say(message: string, fields: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), message, ...fields })}\n`);
}

// It outlives the command that started it, and its terminal.
process.on("SIGHUP", () => undefined);
process.on("disconnect", () => undefined);
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
