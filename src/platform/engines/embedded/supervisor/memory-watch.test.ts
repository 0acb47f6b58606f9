import { expect, test } from "vitest";
import { watchMemory } from "./memory-watch.js";

test("a process above its ceiling is told of once, with what it uses; one below is not", async () => {
  const told: number[] = [];
  const above = watchMemory(process.pid, 1, (usedMiB) => told.push(usedMiB), 10);
  const below = watchMemory(process.pid, 1_000_000, () => told.push(0), 10);
  try {
    await expect.poll(() => told.length).toBeGreaterThan(0);
    expect(above.tooMuch).toBe(true);
    expect(below.tooMuch).toBe(false);
    expect(told).toHaveLength(1);
    expect(told[0]).toBeCloseTo(process.memoryUsage.rss() / 1024 / 1024, -3);
  } finally {
    above.close();
    below.close();
  }
});
