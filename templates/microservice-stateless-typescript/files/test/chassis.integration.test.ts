import { afterEach, expect, test, vi } from "vitest";
import type { ServiceDefinition } from "../src/chassis/service.js";
import {
  describeIntegration,
  type ServiceUnderTest,
  startServiceUnderTest,
} from "./support/service-under-test.js";

let ticks = 0;
let release: () => void = () => {};
const definition: ServiceDefinition = {
  build: () => ({
    routes: (app) => {
      app.get("/slow", () => new Promise<object>((resolve) => (release = () => resolve({ done: true }))));
    },
    background: [
      {
        name: "ticking",
        async run(signal) {
          ticks++;
          await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        },
      },
    ],
  }),
};

describeIntegration("the chassis of a service that relies on no server", () => {
  let running: ServiceUnderTest | undefined;
  afterEach(() => running?.stop());

  test("is ready once it has started, with nothing to check, and runs its background tasks", async () => {
    ticks = 0;
    running = await startServiceUnderTest(definition);
    const ready = await fetch(`${running.url}/health/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ status: "ready", checks: {} });
    expect((await fetch(`${running.url}/health/live`)).status).toBe(200);
    await vi.waitUntil(() => ticks === 1);
  });

  test("finishes the requests in hand when it is stopped", async () => {
    release = () => {};
    const before = release;
    running = await startServiceUnderTest(definition);
    const answer = fetch(`${running.url}/slow`);
    await vi.waitUntil(() => release !== before);
    const stopped = running.stop();
    running = undefined;
    release();
    expect(await (await answer).json()).toEqual({ done: true });
    expect(await stopped).toBe(true);
  });
});
