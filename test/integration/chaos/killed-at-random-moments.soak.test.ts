import { afterAll, beforeAll, expect, test } from "vitest";
import { describeDocker } from "../../helpers/docker.js";
import { type Killable, KillableWorkspace, nodeImage } from "./killable-workspace.js";
import { randomMoments, randomNumbers } from "./random-moments.js";
import { Strangers } from "./strangers.js";

/** Each round kills a command twice, first on a clean workspace and then on the one that has just crashed. */
const killsInARound = 2;
const long = process.env.MSX_SOAK === "1";
/** How many rounds of each; the long form makes 100 kills. */
const rounds: Record<Killable, number> = long
  ? { up: 20, deploy: 20, down: 10 }
  : { up: 3, deploy: 3, down: 1 };
const seed = Number(process.env.MSX_SEED ?? Math.floor(Math.random() * 1e9));

describeDocker(`killed with -9 at random moments (MSX_SEED=${seed})`, () => {
  const workspace = new KillableWorkspace();
  const strangers = new Strangers(workspace.name);
  const random = randomNumbers(seed);
  const phases = new Map<string, number>();
  let reply = "";
  let untouched = "";

  beforeAll(async () => {
    await workspace.nameBase();
    await workspace.converge("up");
    reply = workspace.newVersion();
    await workspace.converge("deploy");
    await strangers.appear(workspace.name, nodeImage);
    untouched = await strangers.portrait();
  });
  afterAll(async () => {
    await strangers.leave();
    await workspace.remove();
    for (const [phase, kills] of [...phases].sort()) console.log(`${String(kills).padStart(4)} ${phase}`);
  });

  async function killTwice(command: Killable, shares: readonly number[]): Promise<string> {
    const said: string[] = [];
    for (const share of shares) {
      const phase = await workspace.kill(command, share);
      said.push(phase);
      const shown = `${command}: ${phase.replaceAll(workspace.name, "").replace(/\d+/g, "N").slice(0, 50)}`;
      phases.set(shown, (phases.get(shown) ?? 0) + 1);
    }
    return said.join(" | ");
  }

  /** Every second time from nothing at all: no container, no volume, no image of the gateway. */
  async function prepareUp(round: number): Promise<void> {
    await workspace.converge("down", ...(round % 2 === 0 ? ["--volumes", "--yes"] : []));
    if (round % 2 === 0) await workspace.forgetGatewayImage();
  }

  async function afterUp(): Promise<void> {
    await workspace.converge("up");
    const running = (await workspace.containers()).filter((one) => !one.includes("-echo-"));
    expect(running).toEqual(
      ["consul", "gateway", "postgres"].map((name) => `${workspace.name}-${name}-1 running`),
    );
  }

  async function afterDeploy(): Promise<void> {
    await workspace.converge("deploy");
    expect(await workspace.answer()).toBe(reply);
    const services = (await workspace.containers()).filter((one) => one.includes("-echo-"));
    expect(services).toHaveLength(1);
    expect(services[0]).toMatch(/ running$/);
  }

  async function afterDown(): Promise<void> {
    await workspace.converge("down", "--volumes", "--yes");
    expect(await workspace.leftovers()).toEqual([]);
    await workspace.converge("up");
    await workspace.converge("deploy");
  }

  const plan = (Object.keys(rounds) as Killable[])
    .flatMap((command) => {
      const moments = randomMoments(rounds[command] * killsInARound, random);
      return Array.from({ length: rounds[command] }, (_, round) => ({
        command,
        round,
        shares: moments.slice(round * killsInARound, (round + 1) * killsInARound),
      }));
    })
    // Mixed, so that each comes after each of the others.
    .sort((a, b) => (a.round + 1) / rounds[a.command] - (b.round + 1) / rounds[b.command]);

  test.each(plan)(
    "$command, round $round: what was killed is ended by the next run",
    async ({ command, round, shares }) => {
      if (command === "up") await prepareUp(round);
      if (command === "deploy") reply = workspace.newVersion();
      const phase = await killTwice(command, shares);
      if (long) console.log(`${command} killed in: ${phase}`);
      try {
        if (command === "up") await afterUp();
        if (command === "deploy") await afterDeploy();
        if (command === "down") await afterDown();
        expect(workspace.remains()).toEqual([]);
        expect(workspace.processes()).toEqual([]);
        expect(await strangers.portrait()).toBe(untouched);
      } catch (cause) {
        throw new Error(`MSX_SEED=${seed}, killed at ${shares.join(" and ")}, in: ${phase}`, { cause });
      }
    },
    600_000,
  );

  test("down --volumes --images leaves nothing of the workspace, and all of the stranger's", async () => {
    await workspace.converge("down", "--volumes", "--images", "--yes");
    expect(await workspace.leftovers()).toEqual([]);
    expect(await workspace.images()).toEqual([]);
    expect(workspace.processes()).toEqual([]);
    expect(workspace.remains()).toEqual([]);
    expect(await strangers.portrait()).toBe(untouched);
  }, 300_000);
});
