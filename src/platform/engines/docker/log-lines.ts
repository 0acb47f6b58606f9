import { createInterface } from "node:readline";
import { finished, PassThrough, Readable } from "node:stream";
import type Docker from "dockerode";
import { phrase } from "../../../errors/detail.js";
import type { LogLine, LogQuery } from "../engine.js";
import { isGone, whileDoing } from "./docker-failure.js";
import { whileAlive } from "./while-alive.js";

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

/**
 * Lines of several containers as they come.
 * @throws MsxError ENGINE_LOST when the daemon goes away or hangs meanwhile
 */
export async function* logLines(
  docker: Docker,
  query: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const merged = new PassThrough({ objectMode: true, signal });
  const follow = async (within: AbortSignal): Promise<void> => {
    await Promise.all(
      query.instances.map(async ({ id, name }) => {
        try {
          const stream = await openLog(docker, id, query, within);
          for await (const text of createInterface({ input: stream })) merged.write({ source: name, text });
          if (stream.errored) throw stream.errored;
        } catch (error) {
          // One container that is gone must not end the others' lines.
          if (!isGone(error)) throw error;
        }
      }),
    );
  };
  void whileDoing(phrase("doing-read-logs"), () => whileAlive(docker, signal, follow)).then(
    () => merged.end(),
    (error: Error) => merged.destroy(error),
  );
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
  finished(raw, (error) => (error ? text.destroy(error) : text.end()));
  return text;
}
