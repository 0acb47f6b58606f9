import { docker } from "../../helpers/docker.js";
import { eventually } from "../gateway/eventually.js";

const image = process.env.MSX_IMAGE_AWS ?? "motoserver/moto:5.2.3";
const port = 4566;

/**
 * A moto without data, the community's emulator, on an image whose server is on 4566. Each worker has one for all its files, since its
 * start takes seconds; it goes after the last test (moto-setup.ts).
 */
export async function startMoto(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const run = process.env.MSX_TEST_MOTO;
  if (run === undefined) throw new Error("moto-setup.ts did not run");
  const name = `${run}-${process.env.VITEST_POOL_ID}`;
  if ((await docker("ps", "--quiet", "--filter", `name=^${name}$`)) === "") {
    await docker(
      ...["run", "--detach", "--name", name, "--label", `msx.workspace=${run}`],
      ...["--publish", `127.0.0.1::${port}`, "--env", `MOTO_PORT=${port}`, image],
    );
  }
  const url = `http://${await docker("port", name, `${port}/tcp`)}`;
  await eventually("moto answers and is reset", () => isReset(url).catch(() => false), 60_000);
  return { url, close: async () => undefined };
}

/** Takes away what a moto holds, by its own API. A connection made while it starts may be left without an answer: it is not waited for. */
async function isReset(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(5000);
  const answer = await fetch(`${url}/moto-api/reset`, { method: "POST", signal });
  // Moto closes each connection: undici does not bear that before the answer is read.
  await answer.text();
  return answer.ok;
}
