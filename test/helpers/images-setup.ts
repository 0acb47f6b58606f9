import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dotnetImages, ensureImages, usualImages } from "../images/ensure.js";
import { noDotnetReason } from "./dotnet.js";

/**
 * Before the outside tests: tells msx which images this machine can have. Tests skip, with the reason, without. What was found is kept in
 * the file that MSX_TEST_IMAGES names, for the runs that follow: to look again may take minutes where no registry answers.
 */
export default async function setup(): Promise<void> {
  const file = process.env.MSX_TEST_IMAGES;
  const found = file && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : await findImages();
  if (file) writeFileSync(file, JSON.stringify(found));
  Object.assign(process.env, found);
}

/** The variables that tell msx and the tests of it. */
async function findImages(): Promise<Readonly<Record<string, string>>> {
  const images = await ensureImages(
    process.env,
    (text) => console.error(text),
    noDotnetReason() === undefined ? [...usualImages, ...dotnetImages] : usualImages,
  );
  if (images.kind === "standin") return images.env;
  return images.kind === "none" ? { MSX_NO_DOCKER: images.why } : {};
}
