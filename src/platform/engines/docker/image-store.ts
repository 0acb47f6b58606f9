import { phrase, type Reason } from "../../../errors/detail.js";
import { MsxError } from "../../../errors/msx-error.js";
import { resolveImage } from "../../images.js";
import type { ImageFacts, ImageKey, ImageWish, ResourceContext } from "../../resource.js";
import type { BuildRecipe, Progress } from "../engine.js";
import { buildImage } from "./build-image.js";
import type { Daemon } from "./connect.js";
import { dockerFailure, dockerSaid } from "./docker-failure.js";
import { type GatewayImage, gatewayImage } from "./gateway-image.js";
import { pullImage } from "./pull.js";

/** The images of one run: looks before it pulls, and pulls or builds each at most once. */
export class ImageStore {
  readonly #daemon: Daemon;
  readonly #context: Pick<ResourceContext, "workspace" | "env">;
  readonly #underWay = new Map<string, Promise<void>>();
  #gateway: GatewayImage | undefined;

  constructor(daemon: Daemon, context: Pick<ResourceContext, "workspace" | "env">) {
    this.#daemon = daemon;
    this.#context = context;
  }

  /** `name:tag` of a wish. */
  reference(wish: ImageWish): string {
    return "key" in wish ? this.#resolve(wish.key).reference : this.#gatewayImage().reference;
  }

  /** What an image that is present says of itself; undefined when it is not present. */
  async facts(wish: ImageWish): Promise<ImageFacts | undefined> {
    const reference = this.reference(wish);
    const found = await this.#inspect(reference);
    if (!found) return undefined;
    const env = Object.fromEntries(
      (found.Config?.Env ?? []).map((entry) => [
        entry.split("=", 1)[0] ?? "",
        entry.slice(entry.indexOf("=") + 1),
      ]),
    );
    return { wish, reference, env };
  }

  async id(reference: string): Promise<string | undefined> {
    return (await this.#inspect(reference))?.Id;
  }

  /** What the image is made from, when it is one of msx's own. */
  recipe(reference: string): BuildRecipe | undefined {
    const { reference: own, files } = this.#gatewayImage();
    if (reference !== own) return undefined;
    return { files, args: { NODE_IMAGE: this.#resolve("node").reference } };
  }

  /** Makes an image present. @throws MsxError IMAGE_UNAVAILABLE, DOCKER_FAILED, ENGINE_LOST */
  async ensure(wish: ImageWish, progress: Progress, signal: AbortSignal): Promise<ImageFacts> {
    const present = await this.facts(wish);
    if (present) return present;
    const reference = this.reference(wish);
    let work = this.#underWay.get(reference);
    if (!work) {
      work = "key" in wish ? this.#pull(wish.key, progress, signal) : this.#buildGateway(progress, signal);
      this.#underWay.set(reference, work);
    }
    await work;
    const made = await this.facts(wish);
    if (made) return made;
    throw this.#unavailable(reference, phrase("image-gone"));
  }

  /** The first of several wishes that can be had; the error is the first one's. */
  async ensureFirst(
    wishes: readonly ImageWish[],
    progress: Progress,
    signal: AbortSignal,
  ): Promise<{ facts: ImageFacts; missed: readonly string[] }> {
    const errors: MsxError[] = [];
    const missed: string[] = [];
    for (const wish of wishes) {
      try {
        return { facts: await this.ensure(wish, progress, signal), missed };
      } catch (error) {
        if (!(error instanceof MsxError && error.code === "IMAGE_UNAVAILABLE")) throw error;
        errors.push(error);
        missed.push(this.reference(wish));
      }
    }
    throw errors[0] ?? this.#unavailable("?", phrase("no-image-named"));
  }

  #inspect(reference: string): Promise<{ Id: string; Config?: { Env?: string[] } } | undefined> {
    return this.#daemon.docker
      .getImage(reference)
      .inspect()
      .then(
        (image) => image,
        (error: { statusCode?: number }) => {
          if (error.statusCode === 404) return undefined;
          throw dockerFailure(error, phrase("doing-look-image", { name: reference }));
        },
      );
  }

  #pull(key: ImageKey, progress: Progress, signal: AbortSignal): Promise<void> {
    return pullImage(this.#daemon.docker, this.#resolve(key), this.#context.env, progress, signal);
  }

  async #buildGateway(progress: Progress, signal: AbortSignal): Promise<void> {
    const base = await this.ensure({ key: "node" }, progress, signal);
    const { reference, files } = this.#gatewayImage();
    progress("platform.step.build", { image: reference });
    const lines: string[] = [];
    try {
      const request = { tag: reference, args: { NODE_IMAGE: base.reference }, extraFiles: files };
      await buildImage(this.#daemon.docker, request, this.buildKit, (line) => lines.push(line), signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof MsxError) throw error;
      throw this.#unavailable(reference, [...lines.slice(-20), dockerSaid(error)].join("\n"));
    }
  }

  /** BuildKit, unless the engine is Podman or the user switched it off as for the Docker CLI. */
  get buildKit(): boolean {
    return !this.#daemon.isPodman && this.#context.env.DOCKER_BUILDKIT !== "0";
  }

  #gatewayImage(): GatewayImage {
    this.#gateway ??= gatewayImage(this.#resolve("node").reference);
    return this.#gateway;
  }

  #resolve(key: ImageKey): { reference: string; variable: string } {
    return resolveImage(key, this.#context.workspace, this.#context.env);
  }

  #unavailable(image: string, detail: Reason): MsxError {
    return new MsxError("IMAGE_UNAVAILABLE", { image, detail, variable: "MSX_IMAGE_NODE" });
  }
}
