import { vi } from "vitest";
import type { Readiness } from "../../src/chassis/health.js";
import { checkAnswer } from "./answer-contract.js";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}

export interface RequestInput {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request to a running service and checks the answer against the contract. */
export async function requestTo(
  url: string,
  method: string,
  path: string,
  { body, headers }: RequestInput = {},
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = {
    status: response.status,
    headers: response.headers,
    body: text ? JSON.parse(text) : undefined,
  };
  checkAnswer(method, path, answer.status, answer.body);
  return answer;
}

/** Waits until a service says that it is ready, with nothing missing. */
export async function untilReady(url: string): Promise<void> {
  const isReady = async () => {
    const response = await fetch(`${url}/health/ready`);
    return ((await response.json()) as Readiness).status === "ready";
  };
  await vi.waitUntil(isReady, { timeout: 15_000, interval: 50 });
}
