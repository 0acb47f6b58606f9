import { connections } from "../../../platform/connections.js";
import { resolveImage } from "../../../platform/images.js";
import type { Platform } from "../../../platform/platform.js";
import type { Service } from "../../../workspace/workspace.js";
import { contentVersion } from "../../content-version.js";
import { baseImages } from "./base-images.js";
import { imageName, type ServiceShape } from "./service-spec.js";
import type { Surroundings } from "./surroundings.js";

/** Works out how replicas of a service are to look. */
export class Shapes {
  readonly #platform: Platform;
  readonly #env: NodeJS.ProcessEnv;

  constructor(platform: Platform, env: NodeJS.ProcessEnv) {
    this.#platform = platform;
    this.#env = env;
  }

  /** What the sources say now. @throws MsxError BUILD_FAILED without a Dockerfile */
  async fromSources(service: Service, around: Surroundings): Promise<ServiceShape> {
    const bases: Record<string, { reference: string; id?: string }> = {};
    for (const [argument, key] of baseImages(service)) {
      const { reference } = resolveImage(key, this.#platform.workspace, this.#env);
      const id = await this.#platform.engine.services.imageId(reference, key);
      bases[argument] = id === undefined ? { reference } : { reference, id };
    }
    return this.of(service, contentVersion({ folder: service.folder, bases }), around);
  }

  /** A version that was worked out before, with the service's settings as given. */
  of(service: Service, version: string, around: Surroundings): ServiceShape {
    return {
      service,
      version,
      image: imageName(this.#platform.workspace, service.name, version),
      connections: connections(this.#platform, around.instances, "inside", service.name),
    };
  }
}
