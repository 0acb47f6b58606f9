import { expect, test } from "vitest";
import { phrase } from "../errors/detail.js";
import { withDeadline } from "./with-deadline.js";

const never = new Promise<never>(() => undefined);

test("work that does not heed its signal is given up at the deadline", async () => {
  await expect(withDeadline(20, new AbortController().signal, () => never)).rejects.toMatchObject({
    reason: phrase("no-answer-within", { seconds: 0 }),
  });
});

test("the outer signal's reason ends it", async () => {
  const outer = new AbortController();
  const work = withDeadline(10_000, outer.signal, () => never);
  outer.abort(new Error("Ctrl-C"));
  await expect(work).rejects.toThrow("Ctrl-C");
});

test("the work's own signal aborts with it", async () => {
  let seen: AbortSignal | undefined;
  const work = withDeadline(10, new AbortController().signal, (signal) => {
    seen = signal;
    return never;
  });
  await expect(work).rejects.toThrow();
  expect(seen?.aborted).toBe(true);
});
