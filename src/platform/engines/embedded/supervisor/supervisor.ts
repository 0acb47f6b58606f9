import { logFile, type Places } from "../places.js";
import type { StartRequest, SupervisorState } from "../protocol.js";
import { LogFile } from "./log-file.js";
import { SupervisedResource } from "./supervised-resource.js";

/** Ended first, so that what it leads to is there until nobody asks for it any more. */
const firstWave = (name: string): boolean => name === "gateway";

/** Everything that runs for one workspace. */
export class Supervisor {
  readonly #places: Places;
  readonly #resources = new Map<string, SupervisedResource>();
  /** One change at a time for each name. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(places: Places) {
    this.#places = places;
  }

  state(): SupervisorState {
    return { resources: [...this.#resources.values()].map((one) => one.state()) };
  }

  /** Starts a resource in the place of the one of its name. Rejects with what was in its way. */
  start(name: string, request: StartRequest): Promise<void> {
    return this.#inTurn(name, async () => {
      await this.#stopNow(name);
      const resource = new SupervisedResource(name, request, new LogFile(logFile(this.#places, name)));
      this.#resources.set(name, resource);
      await resource.start();
    });
  }

  stop(name: string): Promise<void> {
    return this.#inTurn(name, () => this.#stopNow(name));
  }

  settle(name: string): void {
    this.#resources.get(name)?.settle();
  }

  async reload(name: string): Promise<boolean> {
    return (await this.#resources.get(name)?.reload()) ?? false;
  }

  async stopAll(): Promise<void> {
    const names = [...this.#resources.keys()];
    for (const wave of [names.filter(firstWave), names.filter((name) => !firstWave(name))]) {
      await Promise.all(wave.map((name) => this.stop(name)));
    }
  }

  async #stopNow(name: string): Promise<void> {
    await this.#resources.get(name)?.stop();
    this.#resources.delete(name);
  }

  #inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(name) ?? Promise.resolve()).then(work);
    this.#turns.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  }
}
