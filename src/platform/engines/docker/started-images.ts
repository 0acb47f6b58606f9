import { MsxError } from "../../../errors/msx-error.js";
import { imageVariable } from "../../images.js";
import type { ImageKey, Resource } from "../../resource.js";
import type { Reporter } from "../engine.js";
import type { ImageStore } from "./image-store.js";

/** Makes present what a resource itself starts containers from. It does without what cannot be had, and the user is told. */
export async function ensureStartedImages(
  images: Pick<ImageStore, "ensure" | "reference">,
  { name: resource }: Resource,
  keys: readonly ImageKey[],
  report: Reporter,
  signal: AbortSignal,
): Promise<void> {
  for (const key of keys) {
    try {
      await images.ensure({ key }, report.progress, signal);
    } catch (error) {
      if (!(error instanceof MsxError && error.code === "IMAGE_UNAVAILABLE")) throw error;
      const image = images.reference({ key });
      const { detail = "" } = error.params;
      report.note("platform.image.functions", { resource, image, detail, variable: imageVariable(key) });
    }
  }
}
