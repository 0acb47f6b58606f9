import { phrase } from "../../../../errors/detail.js";
import type { ProcessSupervisor, SupervisedProcess } from "../../../processes/process-supervisor.js";
import { serviceGraceSeconds } from "../../engine.js";
import type { ServiceRequest } from "../protocol.js";
import { launchOf } from "../stacks/launches.js";
import type { LogFile } from "./log-file.js";
import { watchMemory } from "./memory-watch.js";
import type { Running } from "./running.js";

/** What a service may know of the machine; the rest it is told by the platform and its service.yaml, as in a container. */
const passedOn = [
  ...["PATH", "HOME", "TMPDIR", "TMP", "TEMP", "TZ", "LANG", "SystemRoot"],
  ...["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR", "DOTNET_ROOT"],
];

/** Runs what was built of a service as a process, within a memory ceiling. */
export function startServiceProcess(
  name: string,
  { folder, env, memoryMiB }: ServiceRequest,
  processes: ProcessSupervisor,
  log: LogFile,
): Running {
  const machine = Object.fromEntries(passedOn.map((variable) => [variable, process.env[variable]]));
  const { command, args, env: stackEnv } = launchOf(folder).command(memoryMiB);
  const child = processes.start({
    // By the replica's name: `msx dev` takes one of the service's own name for a run from source.
    owner: name,
    ...{ command, args, cwd: folder },
    env: { ...machine, ...stackEnv, ...env },
    onLine: (_stream, line) => log.write(line),
  });
  return {
    stop: (graceMs) => stop(child, graceMs),
    kill: () => child.kill(),
    ended: untilEnded(child, memoryMiB, log),
  };
}

async function stop(child: SupervisedProcess, graceMs = serviceGraceSeconds * 1000): Promise<void> {
  await child.stop(graceMs);
}

async function untilEnded(child: SupervisedProcess, memoryMiB: number, log: LogFile) {
  const watch = watchMemory(child.pid, memoryMiB, (usedMiB) => {
    log.say(`killed: it used ${usedMiB} MiB of memory, and may use ${memoryMiB}`, {}, "error");
    child.kill();
  });
  const { code, signal } = await child.ended;
  watch.close();
  if (watch.tooMuch) return { reason: phrase("too-much-memory"), exitCode: 137 };
  // As a shell counts it: 128 and the signal's number, which for SIGKILL is 9.
  if (code === null) {
    const reason = signal === null ? phrase("ended-by-system") : phrase("ended-by", { signal });
    return { reason, exitCode: 137 };
  }
  return { reason: phrase("ended-with", { code }), exitCode: code };
}
