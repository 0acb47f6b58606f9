import { type Detail, phrase, type Reason, ReasonError } from "../../../errors/detail.js";
import { MsxError } from "../../../errors/msx-error.js";
import { isDiskFull } from "../../../workspace/write-failure.js";

/** What the Docker API answered with: dockerode's errors carry a status and a message. */
interface DockerodeError extends Error {
  readonly statusCode?: number;
  readonly code?: string;
  readonly json?: { readonly message?: string };
}

/** Whether the daemon said that there is no such object (or that it is just being removed). */
export function isGone(error: unknown): boolean {
  const { statusCode } = error as DockerodeError;
  return statusCode === 404 || (statusCode === 409 && /removal .* in progress/i.test(dockerSaid(error)));
}

/** Whether a container could not be made because its name is taken. */
export function isNameTaken(error: unknown): boolean {
  return (error as DockerodeError).statusCode === 409 && /name .* is already in use/i.test(dockerSaid(error));
}

/** Whether a published port turned out to be taken when the container was started. */
export function isPortTaken(error: unknown): boolean {
  return /port is already allocated|address already in use|ports are not available/i.test(dockerSaid(error));
}

/** Whether the daemon did not answer at all: it is not there, went away in the middle, or hangs. */
export function isUnreachable(error: unknown): boolean {
  const { statusCode, code, message } = error as DockerodeError;
  if (statusCode !== undefined) return false;
  return lost.test(code ?? "") || lost.test(message ?? "");
}

const lost = /^(ECONNREFUSED|ENOENT|EPIPE|ECONNRESET|ETIMEDOUT|EHOSTUNREACH)$|socket hang up|^aborted$/;

/** The daemon's own words, without dockerode's "(HTTP code …)" around them. */
export function dockerSaid(error: unknown): string {
  const { json, message } = error as DockerodeError;
  return (json?.message ?? message ?? String(error)).replace(/^\(HTTP code \d+\)[^-]*- /, "").trim();
}

const remedies: readonly (readonly [RegExp, Reason])[] = [
  [/non-overlapping IPv4|address pool/i, "docker network prune"],
  [/client version .* is too (old|new)/i, phrase("docker-update")],
  [/permission denied/i, "sudo usermod -aG docker $USER"],
];

/** A failure of the daemon as an MsxError that says what msx was doing and what to run next. */
export function dockerFailure(error: unknown, doing: Detail): MsxError {
  if (error instanceof MsxError) return error;
  if (isUnreachable(error)) {
    const detail = error instanceof ReasonError ? error.reason : dockerSaid(error);
    return new MsxError("ENGINE_LOST", { detail, doing }, { cause: error });
  }
  const detail = dockerSaid(error);
  if (isDiskFull(detail)) return new MsxError("DISK_FULL", { where: "Docker", detail }, { cause: error });
  const remedy = remedies.find(([pattern]) => pattern.test(detail))?.[1] ?? "msx doctor";
  return new MsxError("DOCKER_FAILED", { detail, doing, remedy }, { cause: error });
}

/** Runs calls of the Docker API; a refusal becomes DOCKER_FAILED, silence ENGINE_LOST. */
export async function whileDoing<T>(doing: Detail, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw dockerFailure(error, doing);
  }
}
