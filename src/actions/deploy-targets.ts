import type { Target, TargetName } from "../deploy/target.js";
import { openLambdaTarget, openLocalTarget } from "../deploy/targets/index.js";
import type { AwsPlace, PlaceOptions } from "../deploy/targets/lambda/place.js";
import { DeploymentRecords } from "../deploy/targets/lambda/record.js";
import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { connections } from "../platform/connections.js";
import type { Instance } from "../platform/engines/engine.js";
import type { Platform } from "../platform/platform.js";
import type { Service } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { functionPlace } from "./function-place.js";
import { assertUp } from "./rolling-out.js";

/** Services that go to one target. */
export interface TargetGroup {
  readonly name: TargetName;
  readonly target: Target;
  readonly services: readonly Service[];
}

export interface TargetGroups {
  readonly groups: readonly TargetGroup[];
  readonly instances: readonly Instance[];
  /** Where functions go, when there are any. */
  readonly place: AwsPlace | undefined;
  close(): void;
}

export interface GroupOptions extends PlaceOptions {
  /** Undefined: by each service's form. */
  readonly target: TargetName | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly command: string;
}

/**
 * Opens the targets that these services go to: functions to AWS, the others to the workspace's own engine.
 * @throws MsxError USAGE for a target that does not take a service's form, PLATFORM_DOWN, AWS_UNREACHABLE
 */
export async function openTargets(
  platform: Platform,
  services: readonly Service[],
  options: GroupOptions,
  context: ActionContext,
): Promise<TargetGroups> {
  for (const service of services) assertTakes(service, options);
  const functions = services.filter(({ form }) => form === "lambda");
  const others = services.filter(({ form }) => form !== "lambda");
  const instances = others.length > 0 ? await assertUp(platform) : await platform.engine.observe();
  const { env } = context;
  const groups: TargetGroup[] = [];
  let close = (): void => undefined;
  let place: AwsPlace | undefined;
  if (functions.length > 0) {
    place = await functionPlace(options, platform, instances, context);
    const { workspace, state } = platform;
    const gatewayUrl = place.isPlatform ? connections(platform, instances, "host").GATEWAY_URL : undefined;
    const { parameters } = options;
    const target = openLambdaTarget({
      workspace,
      workspaceId: state.snapshot.id,
      place,
      parameters,
      variables: place.isPlatform ? functionVariables(platform, instances) : {},
      env,
      gatewayUrl,
    });
    close = () => target.close();
    groups.push({ name: "lambda", target, services: functions });
  }
  if (others.length > 0) {
    const target = openLocalTarget(platform, { env, timeoutMs: options.timeoutMs });
    groups.push({ name: "local", target, services: others });
  }
  return { groups, instances, place, close };
}

/** What functions on the platform's own AWS are led to, beside that AWS: where their spans are collected. */
export function functionVariables(
  platform: Platform,
  instances: readonly Instance[],
): Record<string, string> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: collector } = connections(platform, instances, "inside");
  return collector === undefined ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: collector };
}

/** The records of what was deployed to a place. */
export function recordsAt(platform: Platform, place: AwsPlace): DeploymentRecords {
  return new DeploymentRecords(platform.workspace.folder, place);
}

function assertTakes({ name, form }: Service, { target, command }: GroupOptions): void {
  if (target === undefined || (target === "lambda") === (form === "lambda")) return;
  throw new MsxError("USAGE", {
    detail: phrase("target-of-form", { target, service: name, form }),
    command,
  });
}
