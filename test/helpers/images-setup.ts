import { ensureImages } from "../images/ensure.js";

/** Before the outside tests: tells msx which images this machine can have. Tests skip, with the reason, without. */
export default async function setup(): Promise<void> {
  const images = await ensureImages(process.env, (text) => console.error(text));
  if (images.kind === "standin") Object.assign(process.env, images.env);
  if (images.kind === "none") process.env.MSX_NO_DOCKER = images.why;
}
