import { setTimeout as delay } from "node:timers/promises";
import type Docker from "dockerode";
import { phrase, type Reason } from "../../../errors/detail.js";
import type { DetailCode } from "../../../errors/detail-codes.js";
import { MsxError } from "../../../errors/msx-error.js";
import type { Progress } from "../engine.js";
import { dockerFailure, dockerSaid, isUnreachable } from "./docker-failure.js";
import { registryAuth } from "./registry-auth.js";

/** A pull that says nothing for this long is given up. */
const silenceMs = 180_000;

interface PullEvent {
  readonly id?: string;
  readonly status?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

/**
 * Pulls an image with what `docker login` stored, saying how far it is.
 * @param variable the environment variable that names another image, for the error's remedy
 * @throws MsxError IMAGE_UNAVAILABLE saying why: rate limit, no such host, no access, no such image, silence;
 *   ENGINE_LOST
 */
export async function pullImage(
  docker: Docker,
  image: { readonly reference: string; readonly variable: string },
  env: NodeJS.ProcessEnv,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { reference } = image;
  const silence = new AbortController();
  const stop = (): void => silence.abort();
  let timer = setTimeout(stop, silenceMs);
  signal.addEventListener("abort", stop, { once: true });
  try {
    progress("platform.step.pull", { image: reference, percent: 0 });
    const authconfig = await registryAuth(reference, env);
    const stream = await docker.pull(reference, {
      abortSignal: silence.signal,
      ...(authconfig && { authconfig }),
    });
    const percent = pullPercent();
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(
        stream,
        (error) => (error ? reject(error) : resolve()),
        (event: PullEvent) => {
          clearTimeout(timer);
          timer = setTimeout(stop, silenceMs);
          progress("platform.step.pull", { image: reference, percent: percent(event) });
        },
      );
    });
  } catch (error) {
    signal.throwIfAborted();
    if (isUnreachable(error)) throw dockerFailure(error, phrase("doing-pull", { name: reference }));
    const detail = silence.signal.aborted
      ? phrase("registry-silence", { seconds: silenceMs / 1000 })
      : explainPull(dockerSaid(error));
    throw new MsxError(
      "IMAGE_UNAVAILABLE",
      { image: reference, detail, variable: image.variable },
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
  // The daemon lists a just-pulled image with a short delay when it uses the containerd image store.
  for (let tries = 0; tries < 20 && !(await isPresent(docker, reference)); tries += 1) await delay(100);
}

export async function isPresent(docker: Docker, reference: string): Promise<boolean> {
  return docker
    .getImage(reference)
    .inspect()
    .then(
      () => true,
      () => false,
    );
}

const reasons: readonly (readonly [RegExp, DetailCode])[] = [
  [/toomanyrequests|rate limit/i, "registry-limit"],
  [/no such host|lookup .* (timeout|no such)|server misbehaving/i, "registry-name"],
  [/unauthorized|denied|authentication required/i, "registry-refuses"],
  [/not found|manifest unknown/i, "registry-no-image"],
  [/timeout|deadline exceeded|i\/o timeout|connection refused|TLS|x509/i, "registry-unreachable"],
];

/** The daemon's words for a failed pull, with what they mean in front. */
export function explainPull(said: string): Reason {
  const code = reasons.find(([pattern]) => pattern.test(said))?.[1];
  return code ? phrase("meaning", { meaning: phrase(code), said }) : said;
}

/** Adds up the layers' progress to one figure. */
function pullPercent(): (event: PullEvent) => number {
  const layers = new Map<string, { current: number; total: number }>();
  return ({ id, status, progressDetail }) => {
    if (id && status === "Downloading" && progressDetail?.total) {
      layers.set(id, { current: progressDetail.current ?? 0, total: progressDetail.total });
    }
    const layer = id && layers.get(id);
    if (layer && /complete|exists/i.test(status ?? "")) layer.current = layer.total;
    const sum = [...layers.values()].reduce(
      (all, one) => ({ current: all.current + one.current, total: all.total + one.total }),
      { current: 0, total: 0 },
    );
    return sum.total === 0 ? 0 : Math.floor((100 * sum.current) / sum.total);
  };
}
