import type { TestProject } from "vitest/node";
import { setUp } from "./shop-setup.js";

/** The same faults from the same files, without Docker. */
export default function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  return setUp(project, { engine: "embedded", stack: "typescript" });
}
