import { randomBytes } from "node:crypto";
import { docker, removeLabelled } from "../../helpers/docker.js";
import { eventually } from "../gateway/eventually.js";
import { closedPort } from "../gateway/running-gateway.js";

const image = process.env.MSX_IMAGE_AWS ?? "motoserver/moto:5.2.3";

/** A moto of its own, the community's emulator, on an image whose server is on 4566. */
export async function startMoto(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const name = `aws-${randomBytes(4).toString("hex")}`;
  const port = await closedPort();
  await docker(
    "run",
    "--detach",
    ...["--name", name, "--label", `msx.workspace=${name}`, "--publish", `127.0.0.1:${port}:4566`],
    ...["--env", "MOTO_PORT=4566", image],
  );
  const url = `http://127.0.0.1:${port}`;
  await eventually(
    "moto answers",
    async () => (await fetch(`${url}/moto-api/data.json`).catch(() => undefined))?.ok === true,
    60_000,
  );
  return { url, close: () => removeLabelled(name) };
}
