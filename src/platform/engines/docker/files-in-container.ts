import path from "node:path";
import { pipeline } from "node:stream/promises";
import type Docker from "dockerode";
import { extract } from "tar-stream";
import type { Endpoint, Resource } from "../../resource.js";
import { withDeadline } from "../../with-deadline.js";
import { isGone } from "./docker-failure.js";
import { tarFiles } from "./tar-files.js";

/** How long a running resource may take to say what files it has. */
const askMs = 2000;

/** Whether a running resource says that it has these files in use; Docker's way to them takes it some 100 ms. */
export async function saysItHas(
  resource: Resource,
  endpoint: Endpoint,
  files: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const ask = (within: AbortSignal) =>
      resource.hasFiles?.(endpoint, files, within) ?? Promise.resolve(false);
    return await withDeadline(askMs, signal, ask);
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/**
 * Puts files into a container (running or not) where they differ from what it has; answers whether any did.
 * @param files absolute path → text; where the root file system is read-only, inside a volume
 * @param user `uid[:gid]` that is to own them
 */
export async function syncFilesInto(
  docker: Docker,
  id: string,
  files: Readonly<Record<string, string>>,
  user?: string,
): Promise<boolean> {
  const container = docker.getContainer(id);
  const [uid = 0, gid = uid] = (user ?? "0").split(":").map(Number);
  let changed = false;
  for (const [file, text] of Object.entries(files)) {
    if ((await readFileIn(container, file)) === text) continue;
    const archive = await tarFiles({ [path.posix.basename(file)]: text }, { uid, gid });
    await container.putArchive(archive, { path: path.posix.dirname(file) });
    changed = true;
  }
  return changed;
}

async function readFileIn(container: Docker.Container, file: string): Promise<string | undefined> {
  let archive: NodeJS.ReadableStream;
  try {
    archive = await container.getArchive({ path: file });
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
  const reader = extract();
  let text = "";
  reader.on("entry", (_header, stream, next) => {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    stream.on("end", next);
  });
  await pipeline(archive, reader);
  return text;
}
