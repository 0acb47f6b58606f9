import type { Instance } from "../platform/engines/engine.js";
import type { Platform } from "../platform/platform.js";

/** After an interruption, for people: the names of what runs still; `-` where nothing does, `?` where nobody answers. */
export async function whatIsLeft(
  { engine }: Pick<Platform, "engine">,
  which: (instance: Instance) => boolean = () => true,
): Promise<string> {
  try {
    const running = (await engine.observe()).filter((one) => one.state === "running" && which(one));
    return running.map(({ name }) => name).join(", ") || "-";
  } catch {
    return "?";
  }
}
