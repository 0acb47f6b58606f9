import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { msxJson } from "../../helpers/msx.js";
import type { ServiceName, Shop } from "./shop.js";

/** What a deploy answers, as far as these tests look at it. */
interface Deployed {
  readonly services: readonly {
    readonly name: ServiceName;
    readonly state: string;
    readonly version: string | null;
    readonly reason?: string;
  }[];
}

export interface Release {
  readonly container: string;
  readonly version: string;
}

/** New versions of the shop's services, and the way back to those that the other tests know. */
export class ChangedServices {
  /** The text that each changed file had before. */
  readonly #originals = new Map<string, string>();
  readonly #changed = new Set<ServiceName>();

  constructor(private readonly shop: Shop) {}

  /**
   * Changes a source file of a service; what this changed in it before is undone.
   * @throws Error when the change would change nothing
   */
  edit(service: ServiceName, file: string, change: (original: string) => string): void {
    const place = path.join(this.shop.data.folder, "services", service, file);
    const original = this.#originals.get(place) ?? readFileSync(place, "utf8");
    const changed = change(original);
    if (changed === original) throw new Error(`nothing to change in ${place}`);
    this.#originals.set(place, original);
    this.#changed.add(service);
    writeFileSync(place, changed);
  }

  /** Gives every changed file its text back. */
  undo(): void {
    for (const [place, original] of this.#originals) writeFileSync(place, original);
    this.#originals.clear();
  }

  deploy(...args: string[]): Promise<{ exitCode: number; result: Deployed; stderr: string }> {
    return msxJson<Deployed>(["deploy", ...args], { cwd: this.shop.data.folder, timeoutMs: 600_000 });
  }

  /** What runs of a service, which must be one replica. */
  async running(service: ServiceName): Promise<Release> {
    const replicas = await this.shop.replicas(service);
    expect(replicas).toHaveLength(1);
    const container = replicas.join();
    return { container, version: await this.shop.operator.version(container) };
  }

  /** Whether a replica has written this into its log. */
  async hasLogged(container: string, text: string): Promise<boolean> {
    return (await this.shop.operator.log(container)).includes(text);
  }

  /** Deploys what was there before all changes, as the replicas numbered 1, which the other tests ask by name. */
  async restore(): Promise<void> {
    this.undo();
    if (this.#changed.size === 0) return;
    await this.shop.deploy(...this.#changed);
    const moved: ServiceName[] = [];
    for (const service of this.#changed) {
      if (!(await this.shop.replicas(service)).includes(this.shop.container(service))) moved.push(service);
    }
    this.#changed.clear();
    if (moved.length === 0) return;
    // The new one of two gets the free number, and the lower number of two is kept.
    await this.shop.deploy(...moved, "--replicas", "2");
    await this.shop.deploy(...moved, "--replicas", "1");
    for (const service of moved)
      expect(await this.shop.replicas(service)).toEqual([this.shop.container(service)]);
  }
}
