import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Stack } from "../../../src/generator/stacks.js";
import { withoutDocker } from "../../helpers/embedded.js";
import { msxJson } from "../../helpers/msx.js";
import { type Change, sabotages } from "./sabotages.js";

/**
 * Waits are short, as in the other tests of faults; the numbers of attempts stay as they are. The breaker's is longer than theirs: for
 * a share of it calls are watched for that should not come, and they come by events.
 */
const shortWaits = 'env: { CONSUMER_RETRY_DELAY_MS: "500", BREAKER_RESET_MS: "8000" }';

/** The reference services of a stack without Docker, each with one pattern taken out of its source. */
export class SabotagedServices {
  readonly name = `l${randomBytes(4).toString("hex")}`;
  readonly #parent = path.join(realpathSync(tmpdir()), `msx tést-${this.name}`);
  readonly folder = path.join(this.#parent, this.name);
  /** Where a live audit writes down what it breaks. */
  readonly faults = path.join(this.folder, ".msx/run/faults.json");

  constructor(private readonly stack: Stack) {}

  run<T>(args: readonly string[]) {
    return msxJson<T>(args, { cwd: this.folder, env: withoutDocker, timeoutMs: 600_000 });
  }

  async generate(): Promise<void> {
    mkdirSync(this.#parent);
    const args = ["new", "workspace", this.name, "--reference", "--stack", this.stack, "--yes"];
    const { exitCode, stderr } = await msxJson(args, { cwd: this.#parent });
    if (exitCode !== 0) throw new Error(stderr);
    this.change("msx.yaml", /^ {2}# disabled: .*$/m, "  disabled: [aws]");
    const { breakerRemoved, outboxRemoved, healthCheckLying } = sabotages[this.stack];
    this.sabotage("order-service", breakerRemoved);
    this.sabotage("user-service", outboxRemoved);
    this.sabotage("payment-service", healthCheckLying);
  }

  /** Takes everything away, whatever happened before. */
  async remove(): Promise<void> {
    const { exitCode, stderr } = await this.run(["down", "--volumes", "--yes"]);
    rmSync(this.#parent, { recursive: true, force: true });
    if (exitCode !== 0) throw new Error(stderr);
  }

  private sabotage(service: string, changes: readonly Change[]): void {
    const at = `services/${service}`;
    for (const [file, before, after] of [...changes, ...sabotages[this.stack].checksLeftOut]) {
      this.change(`${at}/${file}`, before, after);
    }
    this.change(`${at}/service.yaml`, /^env: \{\}$/m, shortWaits);
  }

  /** @throws Error when that would change nothing */
  change(file: string, before: string | RegExp, after: string): void {
    const place = path.join(this.folder, file);
    const text = readFileSync(place, "utf8");
    const changed = text.replace(before, after);
    if (changed === text) throw new Error(`nothing to change in ${file}`);
    writeFileSync(place, changed);
  }
}
