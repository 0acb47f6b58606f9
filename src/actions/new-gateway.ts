import path from "node:path";
import { MsxError } from "../errors/msx-error.js";
import { type GatewayKind, gatewayFolder, planGateway } from "../generator/plan-gateway.js";
import { sweepStaging } from "../generator/staging.js";
import { assertFree, assertNoLinks } from "../generator/target.js";
import { templateRoot } from "../generator/template-root.js";
import { writeTree } from "../generator/write-tree.js";
import { loadSharedWorkspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import type { NewResult } from "./new-result.js";

export interface NewGatewayOptions {
  /** Only `dotnet`: the gateway of `msx up` is the one in TypeScript. */
  readonly stack: string;
  readonly kind: GatewayKind;
  readonly dryRun: boolean;
  /** The folder of the template layers; msx's own unless told otherwise. */
  readonly templates?: string;
}

/**
 * Makes a gateway for a .NET team in the workspace that the current folder lies in. It reads the route file that is there.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, OPTION_INVALID, TARGET_NOT_EMPTY, TARGET_UNSAFE, WRITE_FAILED, DISK_FULL,
 *   READ_ONLY or INTERRUPTED; nothing is written then.
 */
export async function newGateway(
  { stack, kind, dryRun, templates = templateRoot() }: NewGatewayOptions,
  { cwd, signal }: ActionContext,
): Promise<NewResult> {
  if (stack !== "dotnet") {
    throw new MsxError("OPTION_INVALID", { option: "--stack", value: stack, allowed: "dotnet" });
  }
  const workspace = loadSharedWorkspace(cwd);
  const folder = gatewayFolder(kind);
  const target = path.join(workspace.folder, folder);
  assertNoLinks(workspace.folder, target);
  if (!dryRun) sweepStaging(path.dirname(target));
  assertFree(target);
  const files = planGateway({ workspace: workspace.name, kind }, templates);
  if (!dryRun) await writeTree({ target, files, signal });
  const tree = dryRun ? { tree: files.map((file) => file.path) } : {};
  return {
    created: [{ kind: "gateway", name: kind, path: target, files: files.length, routes: [], ...tree }],
    next: [`dotnet test ${folder}`, `docker build ${folder}`],
    dryRun,
  };
}
