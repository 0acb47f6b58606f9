import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { planGateway } from "../../../src/generator/plan-gateway.js";
import { templateRoot } from "../../../src/generator/template-root.js";
import { dotnet, noDotnetReason } from "../../helpers/dotnet.js";

/** Builds the gateway that msx generates for .NET teams, for a run of this suite against it. */
export default async function setup(project: TestProject): Promise<(() => void) | undefined> {
  const reason = noDotnetReason();
  if (reason !== undefined) {
    project.provide("gatewayMissing", reason);
    return undefined;
  }
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "msx-yarp-")));
  for (const file of planGateway({ workspace: "shop", kind: "yarp" }, templateRoot())) {
    const target = path.join(folder, file.path);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, file.bytes);
  }
  const out = path.join(folder, "out");
  await dotnet(["publish", "src/Gateway", "--output", out, "-m:1", "--tl:off"], folder);
  project.provide("gatewayCommand", ["dotnet", path.join(out, "Gateway.dll")]);
  return () => rmSync(folder, { recursive: true, force: true });
}

declare module "vitest" {
  interface ProvidedContext {
    /** Why the gateway cannot be built here. */
    gatewayMissing?: string;
  }
}
