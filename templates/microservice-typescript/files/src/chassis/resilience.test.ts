import { BrokenCircuitError } from "cockatiel";
import { expect, test } from "vitest";
import { createResilience } from "./resilience.js";

const limits = {
  client: { timeoutMs: 50, retries: 3, retryDelayMs: 1 },
  breaker: { failures: 3, resetMs: 100 },
};

/** An attempt that fails as often as told, then succeeds. */
function failing(times: number) {
  const state = { attempts: 0 };
  const attempt = async () => {
    state.attempts++;
    if (state.attempts <= times) throw new Error(`failure ${state.attempts}`);
    return "answer";
  };
  return { state, attempt };
}

test("what may be repeated is repeated until it succeeds", async () => {
  const { state, attempt } = failing(2);
  expect(await createResilience(limits).execute(true, attempt)).toBe("answer");
  expect(state.attempts).toBe(3);
});

test("what may not be repeated is tried once", async () => {
  const { state, attempt } = failing(1);
  await expect(createResilience(limits).execute(false, attempt)).rejects.toThrow("failure 1");
  expect(state.attempts).toBe(1);
});

test("three failures in a row open the breaker, which then refuses at once", async () => {
  const changes: boolean[] = [];
  const resilience = createResilience(limits, (open) => changes.push(open));
  const { state, attempt } = failing(Number.POSITIVE_INFINITY);
  // The third failure opens it; the retry after that is refused without an attempt.
  await expect(resilience.execute(true, attempt)).rejects.toThrow(BrokenCircuitError);
  await expect(resilience.execute(true, attempt)).rejects.toThrow(BrokenCircuitError);
  expect(state.attempts).toBe(3);
  expect(changes).toEqual([true]);
  expect(resilience.retryAfterSeconds()).toBe(1);
});

test("after its time the breaker lets a trial through and closes when that succeeds", async () => {
  const changes: boolean[] = [];
  const resilience = createResilience(limits, (open) => changes.push(open));
  const { attempt } = failing(3);
  await expect(resilience.execute(true, attempt)).rejects.toThrow(BrokenCircuitError);
  const tried = () => resilience.execute(false, attempt).catch(() => "refused");
  await expect.poll(tried, { timeout: 10_000 }).toBe("answer");
  expect(changes).toEqual([true, false]);
});

test("an attempt that takes too long is aborted and counts as a failure", async () => {
  let aborted = false;
  const hang = (signal: AbortSignal) =>
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener("abort", () => {
        aborted = true;
        reject(signal.reason);
      });
    });
  await expect(createResilience(limits).execute(false, hang)).rejects.toThrow();
  expect(aborted).toBe(true);
});
