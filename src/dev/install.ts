import { execa } from "execa";
import { MsxError } from "../errors/msx-error.js";
import type { Io } from "../io/io.js";
import type { Service } from "../workspace/workspace.js";
import type { Dependencies, DevStack } from "./dev-stack.js";

const shownLines = 20;

export interface Runnable {
  readonly service: Service;
  readonly stack: DevStack;
}

/** A service with what it depends on. */
export interface Installable {
  readonly service: Service;
  readonly stack: Dependencies;
}

/**
 * Installs what the services depend on, where that is not there yet or differs from the lock file; one after the other,
 * since they share a cache and a network.
 * @throws MsxError INSTALL_FAILED, INTERRUPTED
 */
export async function install(runnable: readonly Installable[], io: Io, signal: AbortSignal): Promise<void> {
  const missing = runnable.filter(({ service, stack }) => !stack.isInstalled(service));
  if (missing.length === 0) return;
  const idOf = ({ service }: Installable): string => `install:${service.name}`;
  io.emit({
    type: "plan",
    tasks: missing.map((one) => ({
      id: idOf(one),
      code: "dev.task.install",
      params: { service: one.service.name },
    })),
  });
  for (const one of missing) {
    const id = idOf(one);
    io.emit({ type: "task", id, state: "started" });
    const { command, args } = one.stack.install;
    const params = { command: `${command} ${args[0]}` };
    io.emit({ type: "task", id, state: "progress", code: "dev.step.install", params });
    const startedAt = performance.now();
    const { folder, name } = one.service;
    const done = await execa(command, args, { cwd: folder, all: true, reject: false, cancelSignal: signal });
    signal.throwIfAborted();
    if (done.exitCode !== 0) {
      const logs = (done.all || done.shortMessage || "-").split("\n").slice(-shownLines).join("\n");
      io.emit({ type: "task", id, state: "failed", code: "dev.step.install", params });
      throw new MsxError("INSTALL_FAILED", { service: name, folder, command: params.command, logs });
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    io.emit({ type: "task", id, state: "succeeded", code: "dev.done.install", params: { seconds } });
  }
}
