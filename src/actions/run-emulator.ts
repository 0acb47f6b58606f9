import path from "node:path";
import {
  type Emulator,
  type EmulatorName,
  type EmulatorNotice,
  type EmulatorOptionsByName,
  startEmulator,
} from "../emulators/emulator.js";
import { keepYoungGenerationSmall } from "../emulators/small-young-generation.js";
import type { ActionContext } from "./context.js";

export type { EmulatorNotice, EmulatorOptions } from "../emulators/emulator.js";

/** Said once the emulator can be used. */
export type ListeningEvent = { readonly type: "listening" } & Omit<Emulator, "close"> & {
    /** Where its data is; null when it is in memory only. */
    readonly data: string | null;
    /** Where it answers DNS, if it does. */
    readonly dnsPort?: number;
    /** Where its management API is, if it has one. */
    readonly managementUrl?: string;
  };

export interface RunEmulatorOptions<Name extends EmulatorName> {
  readonly name: Name;
  /** Its options; a relative `dataDir` is meant from the folder the command was started in. */
  readonly options: EmulatorOptionsByName[Name];
  onListening(event: ListeningEvent): void;
  /** What was found before it listened is said after `onListening`, whose line comes first. */
  onNotice?(notice: EmulatorNotice): void;
}

export interface RunEmulatorResult {
  readonly type: "stopped";
  readonly name: EmulatorName;
}

/**
 * Runs an emulator in this process until the context's signal is aborted, then ends it cleanly.
 * @throws MsxError LISTEN_FAILED, DATA_UNUSABLE
 */
export async function runEmulator<Name extends EmulatorName>(
  { name, options, onListening, onNotice }: RunEmulatorOptions<Name>,
  { cwd, signal }: ActionContext,
): Promise<RunEmulatorResult> {
  const data = options.dataDir === undefined ? undefined : path.resolve(cwd, options.dataDir);
  keepYoungGenerationSmall();
  let isListening = false;
  const early: EmulatorNotice[] = [];
  const emulator: Emulator & Omit<ListeningEvent, "type" | "data"> = await startEmulator(name, {
    ...options,
    ...(data !== undefined && { dataDir: data }),
    onNotice: (notice) => {
      if (isListening) onNotice?.(notice);
      else early.push(notice);
    },
  });
  const { close, ...facts } = emulator;
  try {
    onListening({ type: "listening", ...facts, data: data ?? null });
    isListening = true;
    for (const notice of early) onNotice?.(notice);
    await aborted(signal);
  } finally {
    await close.call(emulator);
  }
  return { type: "stopped", name };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
