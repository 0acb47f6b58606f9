import type { TestProject } from "vitest/node";
import { setUp } from "./shop-setup.js";

/** The same faults on services in C#, without Docker. */
export default function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  return setUp(project, { engine: "embedded", stack: "dotnet" });
}
