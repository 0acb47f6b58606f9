import { request } from "node:http";
import type * as z from "zod";
import { refusal } from "./protocol.js";

/** The supervisor's answer that something could not be done; the message is what was in its way. */
export class Refused extends Error {
  override readonly name = "Refused";
}

export interface Call<Answer> {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: object;
  readonly answer: z.ZodType<Answer>;
}

/**
 * One exchange with the supervisor.
 * @throws Refused with its reason; the socket's own error when nobody answers; the signal's reason
 */
export async function callSupervisor<Answer>(
  socket: string,
  { method, path, body, answer }: Call<Answer>,
  signal?: AbortSignal,
): Promise<Answer> {
  const { status, text } = await exchange(socket, { method, path, body, signal });
  const json: unknown = JSON.parse(text);
  if (status !== 200) throw new Refused(refusal.parse(json).detail);
  return answer.parse(json);
}

function exchange(
  socketPath: string,
  call: { method: string; path: string; body: object | undefined; signal: AbortSignal | undefined },
): Promise<{ status: number; text: string }> {
  const { method, path, body, signal } = call;
  return new Promise((resolve, reject) => {
    const sent = request(
      { socketPath, method, path, agent: false, ...(signal && { signal }) },
      (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.once("error", reject);
        response.once("end", () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString("utf8") }),
        );
      },
    );
    sent.once("error", reject);
    sent.end(body && JSON.stringify(body));
  });
}
