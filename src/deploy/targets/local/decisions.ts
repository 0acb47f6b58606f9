import { MsxError } from "../../../errors/msx-error.js";
import { canaryPercent } from "../../../platform/canary.js";
import type { Service } from "../../../workspace/workspace.js";
import type { Canary } from "../../target.js";
import { canaryWeight } from "./canary-share.js";
import { type Release, releaseBefore, releaseFrom, releaseOf, rememberedBy, serviceOf } from "./release.js";
import { type Found, isCanary, planRollout, type RolloutPlan } from "./rollout-plan.js";
import { type ServiceShape, specHash } from "./service-spec.js";

/** What is to become of a service, decided from what runs of it. Pure data. */
export interface Decision {
  /** Of the replicas to start. */
  readonly shape: ServiceShape;
  readonly rollout: RolloutPlan;
  /** What those that are started remember as the release before them. */
  readonly before: Release | undefined;
  /** What serves afterwards: most requests go to this version, a canary's share to that. */
  readonly after: Serving;
  /** The canary asked for is what runs for everyone already. */
  readonly identical?: true;
}

/** What serves of a service. */
export interface Serving {
  readonly version: string;
  readonly replicas: number;
  readonly canary?: Canary;
}

/** The shape for everyone; a canary is finished or thrown away by it. */
export function decideDeploy(found: readonly Found[], shape: ServiceShape, replicas: number): Decision {
  return {
    shape,
    rollout: planRollout(found, { specHash: specHash(shape), replicas }),
    before: releaseBefore(found, releaseFrom(shape.service, shape.version)),
    after: { version: shape.version, replicas },
  };
}

/**
 * The shape for a share of the requests, beside what serves.
 * @param weights of the service's passing instances in Consul, by id
 * @throws MsxError CANARY_WITHOUT_STABLE, CANARY_SHARE_IMPOSSIBLE
 */
export function decideCanary(
  found: readonly Found[],
  wanted: ServiceShape,
  { percent, replicas }: { readonly percent: number; readonly replicas: number },
  weights: ReadonlyMap<string, number>,
): Decision {
  const service = wanted.service.name;
  const stable = found.filter((one) => one.serving && !isCanary(one)).map(({ instance }) => instance);
  const [first] = stable;
  if (first === undefined) throw new MsxError("CANARY_WITHOUT_STABLE", { service });
  const now = servingOf(found) ?? { version: wanted.version, replicas: 0 };
  const before = releaseOf(first);
  if (first.specHash === specHash(wanted)) {
    const rollout = { keep: stable, start: [], remove: [] };
    return { shape: wanted, rollout, before, after: now, identical: true };
  }
  const stableWeight = stable.reduce((sum, { name }) => sum + (weights.get(name) ?? 0), 0);
  const weight = canaryWeight(service, { percent, replicas, stableWeight });
  const shape = { ...wanted, canary: { percent, weight } };
  return {
    shape,
    rollout: planRollout(found, { specHash: specHash(shape), replicas, beside: true }),
    before,
    after: { ...now, canary: { version: wanted.version, percent, replicas } },
  };
}

/**
 * Back to what ran before: without the canary where there is one, else the release before the present one.
 * @param shapeOf how a version of the service, with the settings given, looks today
 * @throws MsxError NOTHING_TO_ROLL_BACK
 */
export function decideRollback(
  service: Service,
  found: readonly Found[],
  shapeOf: (service: Service, version: string) => ServiceShape,
): Decision {
  const canaries = found.filter(isCanary);
  const stable = found.filter((one) => !isCanary(one));
  const serving = stable.filter((one) => one.serving);
  const present = (serving[0] ?? stable[0])?.instance;
  const release =
    canaries.length > 0 && present ? releaseOf(present) : firstRemembered([...serving, ...found]);
  if (release === undefined) {
    const params = { service: service.name, running: present?.version ?? "-", previous: "-", image: "-" };
    throw new MsxError("NOTHING_TO_ROLL_BACK", params);
  }
  const shape = shapeOf(serviceOf(service, release), release.version);
  // Beside a canary the others are kept as they are, even where they would be made otherwise today.
  const kept = canaries.length > 0 ? serving[0]?.instance.specHash : undefined;
  const replicas = Math.max(serving.length || stable.length, 1);
  const rollout = planRollout(found, { specHash: kept ?? specHash(shape), replicas });
  const remove = rollout.remove.map((one) =>
    canaryPercent(one.instance) === undefined ? one : { ...one, why: "withdrawn" as const },
  );
  return {
    shape,
    rollout: { ...rollout, remove },
    before: releaseBefore(found, release),
    after: { version: release.version, replicas },
  };
}

/** What serves of a service now; undefined when nothing does. */
export function servingOf(found: readonly Found[]): Serving | undefined {
  const serving = found.filter((one) => one.serving);
  const stable = serving.filter((one) => !isCanary(one));
  const canaries = serving.filter(isCanary).map(({ instance }) => instance);
  const [first] = canaries;
  const percent = first && canaryPercent(first);
  const canary = percent !== undefined && {
    canary: { version: first?.version ?? "", percent, replicas: canaries.length },
  };
  const version = (stable[0] ?? serving[0])?.instance.version;
  return version === undefined ? undefined : { version, replicas: stable.length, ...canary };
}

function firstRemembered(found: readonly Found[]): Release | undefined {
  return found.map(({ instance }) => rememberedBy(instance)).find((one) => one !== undefined);
}
