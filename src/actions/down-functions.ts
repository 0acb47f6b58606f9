import { openLambdaTarget } from "../deploy/targets/index.js";
import type { AwsPlace, PlaceOptions } from "../deploy/targets/lambda/place.js";
import { hasRecords } from "../deploy/targets/lambda/record.js";
import { TaskReport } from "../deploy/task-report.js";
import { connections } from "../platform/connections.js";
import type { Destroyed } from "../platform/engines/engine.js";
import type { Platform } from "../platform/platform.js";
import type { ActionContext } from "./context.js";
import { recordsAt } from "./deploy-targets.js";
import { confirmPlace, functionPlace } from "./function-place.js";

export interface DownFunctionsOptions extends PlaceOptions {
  /** Do not ask before anything off this machine is removed. */
  readonly yes: boolean;
}

/** Removes what was deployed as functions to the place that is named, and nothing else. */
export async function downFunctions(
  platform: Platform,
  options: DownFunctionsOptions,
  context: ActionContext,
): Promise<Destroyed> {
  const place = await functionPlace(options, platform, await platform.engine.observe(), context);
  await confirmPlace(place, options.yes, context);
  return removeAll(platform, place, context);
}

/**
 * Removes what was deployed as functions to the platform's own AWS, where that runs.
 * @param forget its data goes anyway: then only the records go
 */
export async function downOwnFunctions(
  platform: Platform,
  forget: boolean,
  context: ActionContext,
): Promise<Destroyed["removed"]> {
  const instances = await platform.engine.observe();
  const isUp = connections(platform, instances, "host").AWS_ENDPOINT_URL !== undefined;
  if (!isUp || !hasRecords(platform.workspace.folder)) return [];
  const place = await functionPlace({}, platform, instances, context);
  if (!forget) return (await removeAll(platform, place, context)).removed;
  const records = recordsAt(platform, place);
  for (const { service } of records.all()) records.remove(service);
  return [];
}

async function removeAll(
  platform: Platform,
  place: AwsPlace,
  { io, env, signal }: ActionContext,
): Promise<Destroyed> {
  const { workspace, state } = platform;
  const records = recordsAt(platform, place).all();
  const setting = {
    workspace,
    workspaceId: state.snapshot.id,
    place,
    parameters: {},
    variables: {},
    env,
    gatewayUrl: undefined,
  };
  const target = openLambdaTarget(setting);
  const removed: { readonly kind: "functions"; readonly name: string }[] = [];
  try {
    for (const { service: name } of records) {
      const report = new TaskReport(io, name);
      report.announce("deploy.functions.removing", { service: name });
      const count = await target.destroy({ name }, signal);
      report.succeeded("deploy.functions.removed", { count });
      if (count > 0) removed.push({ kind: "functions", name });
    }
  } finally {
    target.close();
  }
  const kept = recordsAt(platform, place)
    .all()
    .flatMap(({ retained }) => retained.map(({ physicalId }) => physicalId));
  return { removed, kept };
}
