import type Docker from "dockerode";
import type { BuildRequest } from "../engine.js";
import { packContext } from "./pack-context.js";

interface BuildEvent {
  readonly stream?: string;
  readonly error?: string;
}

/**
 * Builds an image from a folder; each line the build prints goes to `onLine`.
 * @param buildKit with BuildKit, else with the classic builder (Podman, or DOCKER_BUILDKIT=0)
 * @throws Error with the builder's own words when the build fails, or the signal's reason
 */
export async function buildImage(
  docker: Docker,
  request: BuildRequest,
  buildKit: boolean,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<{ readonly id: string }> {
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
  const { Id } = await docker.getImage(request.tag).inspect();
  return { id: Id };
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
        const reason = failure ?? error?.message;
        if (reason === undefined) resolve();
        else reject(new Error(reason, error ? { cause: error } : {}));
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
