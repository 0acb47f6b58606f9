import type { Io } from "../../../io/io.js";
import { resolveImage } from "../../../platform/images.js";
import type { Platform } from "../../../platform/platform.js";
import type { Service } from "../../../workspace/workspace.js";
import { buildSettings } from "../../build-settings.js";
import { TaskReport } from "../../task-report.js";
import { baseImages, hasDockerfile } from "./base-images.js";
import { BuildQueue } from "./build-queue.js";
import { rememberedBy } from "./release.js";
import { imageName } from "./service-spec.js";

/** The images that services run from: what they are built on, building them, and removing old ones. */
export class ServiceImages {
  readonly #platform: Platform;
  readonly #env: NodeJS.ProcessEnv;
  readonly #builds: BuildQueue;

  constructor(platform: Platform, env: NodeJS.ProcessEnv) {
    this.#platform = platform;
    this.#env = env;
    this.#builds = new BuildQueue(platform.engine.services, env, (text) => platform.state.mask(text));
  }

  /** Fetches the base images that are missing. */
  async prepare(services: readonly Service[], io: Io, signal: AbortSignal): Promise<void> {
    for (const variable of buildSettings(this.#env).unreachable) {
      io.emit({ type: "note", level: "warn", code: "deploy.proxy-unreachable", params: { variable } });
    }
    const keys = new Set(
      services.flatMap((service) => (hasDockerfile(service) ? [...baseImages(service).values()] : [])),
    );
    for (const key of keys) {
      const { reference } = resolveImage(key, this.#platform.workspace, this.#env);
      if ((await this.#platform.engine.services.imageId(reference, key)) !== undefined) continue;
      const report = new TaskReport(io, `image:${key}`);
      report.announce("deploy.task.image", { image: reference });
      await this.#platform.engine.services.ensureImage(key, report.progress, signal);
      report.succeeded("deploy.image.present");
    }
  }

  async isPresent(reference: string): Promise<boolean> {
    return (await this.#platform.engine.services.imageId(reference)) !== undefined;
  }

  /** @throws MsxError BUILD_FAILED */
  async build(service: Service, version: string, report: TaskReport, signal: AbortSignal): Promise<void> {
    const image = imageName(this.#platform.workspace, service.name, version);
    const bases: Record<string, string> = {};
    for (const [argument, key] of baseImages(service)) {
      bases[argument] = resolveImage(key, this.#platform.workspace, this.#env).reference;
    }
    report.progress("deploy.step.queued");
    const onLine = (line: string): void => report.progress("deploy.step.build", { line });
    await this.#builds.build({ service, image, version, bases }, onLine, signal);
  }

  /**
   * Removes images of the service that neither run nor are what a rollback would put back. Never throws: what serves,
   * serves, and the next deploy tries again.
   */
  async prune(service: Service): Promise<void> {
    const { engine, workspace } = this.#platform;
    try {
      const own = (await engine.observe()).filter(
        ({ kind, owner }) => kind === "service" && owner === service.name,
      );
      const versions = own.flatMap((instance) => [instance.version, rememberedBy(instance)?.version]);
      const keep = versions
        .filter((version) => version !== undefined)
        .map((version) => imageName(workspace, service.name, version));
      await engine.services.pruneImages(service.name, keep);
    } catch {
      // Left for the next deploy.
    }
  }
}
