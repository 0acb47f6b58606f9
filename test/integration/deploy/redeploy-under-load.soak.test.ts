import { afterAll, beforeAll, expect, test } from "vitest";
import { describeDocker } from "../../helpers/docker.js";
import { EchoWorkspace } from "./echo-workspace.js";

/** Ten in a row in the long form (`npm run test:soak`). */
const rounds = process.env.MSX_SOAK ? 10 : 3;
/** A ceiling, for machines that do many other things: a round takes seconds. */
const ceilingPerRoundMs = 180_000;

describeDocker("a service that is redeployed under load", () => {
  const workspace = new EchoWorkspace();
  beforeAll(async () => {
    await workspace.up();
    await workspace.deploy();
  });
  afterAll(() => workspace.remove());

  for (const replicas of [1, 2]) {
    test(
      `fails no request and applies each POST once, ${rounds} times in a row, --replicas ${replicas}`,
      async () => {
        const load = await workspace.load();
        try {
          for (let round = 1; round <= rounds; round += 1) {
            workspace.change({ reply: `${replicas} replicas, round ${round}` });
            const { exitCode, result } = await workspace.deploy("--replicas", String(replicas));
            expect(exitCode, JSON.stringify(result)).toBe(0);
            expect(result.services[0]).toMatchObject({ state: "deployed", replicas });
            expect(await workspace.replicas()).toHaveLength(replicas);
            const { failed, failures } = await load.advance(100);
            expect({ round, failed, failures }).toEqual({ round, failed: 0, failures: [] });
          }
          const report = await load.stop();
          console.info(
            `${replicas} replicas, ${rounds} redeploys: ${report.sent} requests, ${report.failed} failed`,
          );
          expect(report.failures).toEqual([]);
          // Every version answered: the load was on all the time.
          expect(Object.keys(report.byVersion).length).toBeGreaterThanOrEqual(rounds);
          const noted = (await workspace.noted()).filter((id) => report.succeeded.includes(id));
          expect(noted.sort()).toEqual([...report.succeeded].sort());
        } finally {
          load.kill();
        }
      },
      rounds * ceilingPerRoundMs,
    );
  }
});
