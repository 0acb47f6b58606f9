import { expect, test } from "vitest";
import { phrase, reasonOf } from "../errors/detail.js";
import { waitHealthy } from "./wait-healthy.js";

const alive = (): Promise<undefined> => Promise.resolve(undefined);
const { signal } = new AbortController();

test("it waits until the exchange succeeds", async () => {
  let tries = 0;
  const check = (): Promise<void> => {
    tries += 1;
    return tries < 3 ? Promise.reject(new Error("not yet")) : Promise.resolve();
  };
  await waitHealthy({ check, ended: alive, timeoutMs: 5000, signal });
  expect(tries).toBe(3);
});

test("at the deadline it says what was answered last", async () => {
  const check = (): Promise<void> => Promise.reject(new Error("no leader yet"));
  await expect(waitHealthy({ check, ended: alive, timeoutMs: 200, signal })).rejects.toMatchObject({
    reason: phrase("not-healthy-within", { seconds: 0.2, reason: "no leader yet" }),
  });
});

test("it does not wait for what has ended", async () => {
  const check = (): Promise<void> => Promise.reject(new Error("refused"));
  const ended = (): Promise<string> => Promise.resolve("it ended with exit code 55");
  const startedAt = performance.now();
  await expect(waitHealthy({ check, ended, timeoutMs: 60_000, signal })).rejects.toThrow("exit code 55");
  expect(performance.now() - startedAt).toBeLessThan(5000);
});

test("the reason is the innermost one", () => {
  const refused = new AggregateError([new Error("connect ECONNREFUSED 127.0.0.1:8500")]);
  expect(reasonOf(new TypeError("fetch failed", { cause: refused }))).toBe(
    "connect ECONNREFUSED 127.0.0.1:8500",
  );
});
