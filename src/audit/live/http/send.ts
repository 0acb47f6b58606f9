import { request } from "node:http";
import { withDeadline } from "../../../platform/with-deadline.js";
import type { PlannedRequest } from "./plan.js";

export interface Answer {
  /** 0 when there was none. */
  readonly status: number;
  readonly text: string;
  readonly location: string | undefined;
  readonly ms: number;
  /** Why there was none. */
  readonly failure?: string;
}

/** Longer than any service may take to say that it cannot. */
const answerMs = 20_000;
const keptCharacters = 20_000;

/**
 * Sends a request on a connection of its own. What goes wrong is in the answer.
 * @param origin `http://127.0.0.1:8080`
 * @throws the signal's reason
 */
export async function send(
  origin: string,
  { method, path, headers, body }: PlannedRequest,
  signal: AbortSignal,
): Promise<Answer> {
  const startedAt = performance.now();
  const told = (answer: Omit<Answer, "ms">): Answer => ({
    ...answer,
    ms: Math.round(performance.now() - startedAt),
  });
  const { hostname, port } = new URL(origin);
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  try {
    return await withDeadline(
      answerMs,
      signal,
      (within) =>
        new Promise<Answer>((resolve, reject) => {
          const sent = request(
            {
              hostname,
              port,
              method,
              path,
              headers: { ...headers, ...length },
              agent: false,
              signal: within,
            },
            (response) => {
              let text = "";
              response.setEncoding("utf8");
              response.on("data", (piece: string) => {
                if (text.length < keptCharacters) text += piece;
              });
              response.on("error", reject);
              response.on("end", () =>
                resolve(
                  told({ status: response.statusCode ?? 0, text, location: response.headers.location }),
                ),
              );
            },
          );
          sent.on("error", reject);
          sent.end(body);
        }),
    );
  } catch (error) {
    signal.throwIfAborted();
    return told({ status: 0, text: "", location: undefined, failure: (error as Error).message });
  }
}

export function isOk({ status }: Pick<Answer, "status">): boolean {
  return status >= 200 && status < 300;
}

/** As it is told to people. */
export function describeAnswer({ status, text, failure }: Answer): string {
  return status === 0 ? (failure ?? "no answer") : `${status} ${text.slice(0, 200)}`.trim();
}
