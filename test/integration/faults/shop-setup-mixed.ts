import type { TestProject } from "vitest/node";
import { setUp } from "./shop-setup.js";

/** The same faults where the services' neighbours are in the other language. */
export default function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  return setUp(project, { engine: "docker", stack: "user=dotnet,payment=typescript,order=dotnet" });
}
