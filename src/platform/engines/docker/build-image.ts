import type Docker from "dockerode";
import { phrase } from "../../../errors/detail.js";
import type { BuildRequest } from "../engine.js";
import { dockerFailure, isUnreachable } from "./docker-failure.js";
import { packContext } from "./pack-context.js";
import { whileAlive } from "./while-alive.js";

interface BuildEvent {
  readonly stream?: string;
  readonly error?: string;
}

/** As `BuildRequest`; without a folder the context is the extra files alone. */
export type ImageRequest = Omit<BuildRequest, "folder"> & { readonly folder?: string };

/**
 * Builds an image from a folder; each line the build prints goes to `onLine`.
 * @param buildKit with BuildKit, else with the classic builder (Podman, or DOCKER_BUILDKIT=0)
 * @throws Error with the builder's own words when the build fails; MsxError ENGINE_LOST when the daemon goes away or
 *   hangs meanwhile; the signal's reason
 */
export async function buildImage(
  docker: Docker,
  request: ImageRequest,
  buildKit: boolean,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<{ readonly id: string }> {
  try {
    await whileAlive(docker, signal, (within) => build(docker, request, buildKit, onLine, within));
    const { Id } = await docker.getImage(request.tag).inspect();
    return { id: Id };
  } catch (error) {
    signal.throwIfAborted();
    throw isUnreachable(error) ? dockerFailure(error, phrase("doing-build", { name: request.tag })) : error;
  }
}

async function build(
  docker: Docker,
  request: ImageRequest,
  buildKit: boolean,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const dockerfile = request.dockerfile ?? "Dockerfile";
  const stream = await docker.buildImage(packContext(request.folder, request.extraFiles ?? {}), {
    t: request.tag,
    dockerfile,
    buildargs: { ...request.args },
    labels: { ...request.labels },
    // A failed classic build otherwise leaves its container behind.
    rm: true,
    forcerm: true,
    version: buildKit ? "2" : "1",
    abortSignal: signal,
  });
  await follow(docker, stream, (text) => {
    for (const line of (buildKit ? readable(text) : text).split("\n")) {
      if (line.trim()) onLine(line.trimEnd());
    }
  });
  signal.throwIfAborted();
}

/** dockerode's own decoder of BuildKit's progress; its types do not name it yet. */
interface Follower {
  followProgress(
    stream: NodeJS.ReadableStream,
    onFinished: (error: Error | null) => void,
    onProgress: (event: BuildEvent) => void,
  ): void;
}

function follow(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  onText: (text: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: string | undefined;
    (docker as unknown as Follower).followProgress(
      stream,
      (error) => {
        // What the builder said, or why its words broke off.
        if (failure !== undefined) reject(new Error(failure));
        else if (error) reject(error);
        else resolve();
      },
      (event) => {
        if (event.error) failure = event.error;
        onText(event.stream ?? event.error ?? "");
      },
    );
  });
}

/**
 * What a command printed, which dockerode 5 leaves in base64 under BuildKit; whatever else it makes of BuildKit's
 * progress (`[digest] step`, `CACHED: step`, `ERROR: …`) holds a colon or a bracket, which base64 does not.
 */
function readable(event: string): string {
  const text = event.trim();
  const encoded = text.length % 4 === 0 && /^[A-Za-z0-9+/]{4,}={0,2}$/.test(text);
  return encoded ? Buffer.from(text, "base64").toString("utf8") : event.replace(/^\[sha256:[0-9a-f]+\] /, "");
}
