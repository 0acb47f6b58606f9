import { workspaceSchema } from "./schema.js";
import type { Workspace } from "./workspace.js";

/** What a workspace without settings would be: for looking at a machine before there is one. */
export function defaultWorkspace(folder: string): Workspace {
  const file = workspaceSchema.parse({ apiVersion: "msx/v1", kind: "Workspace", name: "workspace" });
  return { ...file, folder, allServices: [] };
}
