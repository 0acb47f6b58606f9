import { newSecret, newState, readState, type WorkspaceState, writeState } from "../workspace/state.js";
import type { Workspace } from "../workspace/workspace.js";

/** The workspace's id, secrets and chosen ports: read from `.msx/state`, written when something new is chosen. */
export class PlatformState {
  readonly #folder: string;
  readonly #state: WorkspaceState;

  constructor(folder: string, state: WorkspaceState) {
    this.#folder = folder;
    this.#state = state;
  }

  get id(): string {
    return this.#state.id;
  }

  /** The secret of this name, made on first use. */
  secret(name: string): string {
    const known = this.#state.secrets[name];
    if (known !== undefined) return known;
    const made = newSecret();
    this.#state.secrets[name] = made;
    this.save();
    return made;
  }

  /** Every secret there is, by name. */
  get secrets(): Readonly<Record<string, string>> {
    return this.#state.secrets;
  }

  /** All of it, for an engine to remember. */
  get snapshot(): Readonly<WorkspaceState> {
    return this.#state;
  }

  port(key: string): number | undefined {
    return this.#state.ports[key];
  }

  setPort(key: string, port: number): void {
    if (this.#state.ports[key] === port) return;
    this.#state.ports[key] = port;
    this.save();
  }

  /** Notes what the workspace runs on, from `up` to `down`. */
  setEngine(engine: WorkspaceState["engine"]): void {
    if (this.#state.engine === engine) return;
    this.#state.engine = engine;
    this.save();
  }

  /** Replaces every secret in a text by `***`. */
  mask(text: string): string {
    return Object.values(this.#state.secrets).reduce((safe, secret) => safe.replaceAll(secret, "***"), text);
  }

  save(): void {
    writeState(this.#folder, this.#state);
  }
}

/**
 * The state on disk; where there is none (or a corrupt one, which is set aside) what `recover` reads off the engine;
 * else a new one, which is not written before something in it is needed.
 */
export async function openState(
  workspace: Workspace,
  recover: () => Promise<WorkspaceState | undefined>,
): Promise<{ state: PlatformState; recovered: boolean }> {
  const read = readState(workspace.folder);
  if (read.state) return { state: new PlatformState(workspace.folder, read.state), recovered: false };
  const found = await recover();
  const state = new PlatformState(workspace.folder, found ?? newState());
  if (found) saveIfPossible(state);
  return { state, recovered: found !== undefined };
}

/** To look at what runs nothing has to be written: a full disk or a read-only folder is said by who has to write. */
function saveIfPossible(state: PlatformState): void {
  try {
    state.save();
  } catch {
    // Recovered again the next time.
  }
}
