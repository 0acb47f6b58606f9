import { createInterface } from "node:readline";
import { PassThrough, Readable } from "node:stream";
import type Docker from "dockerode";
import type { LogLine, LogQuery } from "../engine.js";
import { isGone } from "./docker-failure.js";

/** The last lines of a container's log, both streams together. */
export async function tailLines(docker: Docker, id: string, lines: number): Promise<string[]> {
  const found: string[] = [];
  const stream = await openLog(docker, id, { follow: false, tail: lines }).catch((error: unknown) => {
    if (isGone(error)) return undefined;
    throw error;
  });
  if (!stream) return [];
  for await (const line of createInterface({ input: stream })) found.push(line);
  return found.slice(-lines);
}

/** Lines of several containers as they come. */
export async function* logLines(
  docker: Docker,
  query: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const merged = new PassThrough({ objectMode: true, signal });
  const sources = query.instances.map(async ({ id, name }) => {
    const stream = await openLog(docker, id, query, signal);
    for await (const text of createInterface({ input: stream })) merged.write({ source: name, text });
  });
  // One container that is gone must not end the others' lines.
  void Promise.allSettled(sources).then(() => merged.end());
  try {
    yield* merged as AsyncIterable<LogLine>;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** A container's output as text: without a TTY the daemon frames stdout and stderr (Engine API, "attach"). */
async function openLog(
  docker: Docker,
  id: string,
  { follow, tail }: { follow: boolean; tail: number },
  signal?: AbortSignal,
): Promise<PassThrough> {
  const container = docker.getContainer(id);
  const options = { stdout: true, stderr: true, tail, ...(signal && { abortSignal: signal }) };
  const text = new PassThrough();
  const raw = follow
    ? await container.logs({ ...options, follow: true })
    : Readable.from([await container.logs({ ...options, follow: false })]);
  docker.modem.demuxStream(raw, text, text);
  raw
    .once("end", () => text.end())
    .once("error", () => text.end())
    .once("close", () => text.end());
  return text;
}
