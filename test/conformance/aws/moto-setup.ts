import { randomBytes } from "node:crypto";
import { removeLabelled } from "../../helpers/docker.js";

/** Names the motos of one run, which each worker starts for itself when it needs one, and takes them away after the last test. */
export default function setup(): (() => Promise<void>) | undefined {
  if (process.env.MSX_NO_DOCKER) return undefined;
  const run = `aws-${randomBytes(4).toString("hex")}`;
  process.env.MSX_TEST_MOTO = run;
  return () => removeLabelled(run);
}
