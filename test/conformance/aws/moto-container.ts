import { docker } from "../../helpers/docker.js";
import { eventually } from "../gateway/eventually.js";

const image = process.env.MSX_IMAGE_AWS ?? "motoserver/moto:5.2.3";
const port = 4566;

/**
 * A moto without data, the community's emulator, on an image whose server is on 4566. Each worker has one for all its files, since its
 * start takes seconds; it goes after the last test (moto-setup.ts). It is called after the worker's process: VITEST_POOL_ID, which says it
 * tells workers that run at a time apart, is 1 for both where a project starts after another (Vitest 4.1.12), and each would reset the
 * other's moto.
 */
export async function startMoto(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const run = process.env.MSX_TEST_MOTO;
  if (run === undefined) throw new Error("moto-setup.ts did not run");
  const name = `${run}-${process.pid}`;
  if ((await docker("ps", "--quiet", "--filter", `name=^${name}$`)) === "") {
    await docker(
      ...["run", "--detach", "--name", name, "--label", `msx.workspace=${run}`],
      ...["--publish", `127.0.0.1::${port}`, "--env", `MOTO_PORT=${port}`, image],
    );
  }
  const url = `http://${await docker("port", name, `${port}/tcp`)}`;
  await eventually("moto answers", () => answers(url).catch(() => false), 60_000);
  await reset(url);
  return { url, close: async () => undefined };
}

/** A connection made while moto starts may be left without an answer: it is given up, and another one made. */
async function answers(url: string): Promise<boolean> {
  // Moto closes each connection: undici does not bear that before the answer is read.
  await (await fetch(url, { signal: AbortSignal.timeout(5000) })).text();
  return true;
}

/**
 * Takes away what a moto holds, by its own API. Asked once and waited for, however long it takes: one that was given up
 * would go on within moto, and take away what the tests have made since.
 */
async function reset(url: string): Promise<void> {
  const answer = await fetch(`${url}/moto-api/reset`, { method: "POST" });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`moto was not reset: ${answer.status} ${text}`);
}
