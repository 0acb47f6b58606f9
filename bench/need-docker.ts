import { execa } from "execa";
import { ensureImages } from "../test/images/ensure.js";
import { NotMeasured } from "./not-measured.js";

/**
 * Sees to it that the platform's images are here, as the tests do: the pinned ones where a registry answers, else
 * stand-ins. Says so to every msx that this process starts.
 * @throws NotMeasured where there is no daemon, or no way to its images
 */
export async function needDocker(): Promise<void> {
  const images = await ensureImages(process.env, (text) => console.error(text));
  if (images.kind === "standin") Object.assign(process.env, images.env);
  if (images.kind === "none") throw new NotMeasured(images.why.split("\n")[0]);
}

/** Runs msx in a folder. @throws with what it said when it fails */
export async function msx(cwd: string, ...args: string[]): Promise<string> {
  const { stdout } = await execa(process.execPath, [bin, ...args], { cwd });
  return stdout;
}

const bin = `${process.cwd()}/bin/run.js`;
