import { type AwsPlace, openPlace, type PlaceOptions } from "../deploy/targets/lambda/place.js";
import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { connections } from "../platform/connections.js";
import type { Instance } from "../platform/engines/engine.js";
import type { Platform } from "../platform/platform.js";
import type { ActionContext } from "./context.js";

/** Where functions go: the platform's AWS unless an endpoint or a profile is named. */
export async function functionPlace(
  options: PlaceOptions,
  platform: Platform,
  instances: readonly Instance[],
  { env }: Pick<ActionContext, "env">,
): Promise<AwsPlace> {
  const variables = connections(platform, instances, "host");
  return openPlace(options, { workspace: platform.workspace.name, variables }, env);
}

/** What is not on this machine is changed only when somebody says so. @throws MsxError CONFIRMATION_NEEDED, INTERRUPTED */
export async function confirmPlace(
  { isLoopback, description }: AwsPlace,
  yes: boolean,
  { io }: ActionContext,
): Promise<void> {
  if (isLoopback || yes) return;
  const detail = phrase("not-this-machine", { place: description });
  if (!io.interactive) throw new MsxError("CONFIRMATION_NEEDED", { detail });
  const question = { type: "confirm", flag: "--yes", code: "deploy.functions.confirm" } as const;
  const answer = await io.ask({ ...question, params: { place: description } });
  if (answer !== "yes") throw new MsxError("CONFIRMATION_NEEDED", { detail });
}
