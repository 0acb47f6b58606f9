import type { DurableState } from "../front/aws-service.js";

/** Whose an API is. */
export interface Owned {
  readonly id: string;
  readonly account: string;
  readonly region: string;
}

type Change<Api, Deployment, Stage> =
  | { readonly type: "api"; readonly api: Api }
  /** Its deployments and stages go with it. */
  | { readonly type: "delete-api"; readonly id: string }
  | { readonly type: "deployment"; readonly apiId: string; readonly deployment: Deployment }
  | { readonly type: "delete-deployment"; readonly apiId: string; readonly id: string }
  | { readonly type: "stage"; readonly apiId: string; readonly stage: Stage }
  | { readonly type: "delete-stage"; readonly apiId: string; readonly stageName: string };

interface Entry<Api, Deployment, Stage> {
  readonly api: Api;
  /** Of each part as the journal has it, by what it is. */
  readonly bytes: Map<string, number>;
  readonly deployments: Map<string, Deployment>;
  readonly stages: Map<string, Stage>;
}

/** APIs of every account and region, with their deployments and stages, in the order they were made. Values are never changed in place. */
export class ApiStore<
  Api extends Owned,
  Deployment extends { readonly id: string },
  Stage extends { readonly stageName: string },
> implements DurableState
{
  readonly #entries = new Map<string, Entry<Api, Deployment, Stage>>();
  #write: ((change: Uint8Array) => void) | undefined;

  api(id: string): Api | undefined {
    return this.#entries.get(id)?.api;
  }

  apis(account: string, region: string): readonly Api[] {
    return [...this.#entries.values()]
      .map(({ api }) => api)
      .filter((api) => api.account === account && api.region === region);
  }

  deployments(apiId: string): readonly Deployment[] {
    return [...(this.#entries.get(apiId)?.deployments.values() ?? [])];
  }

  deployment(apiId: string, id: string): Deployment | undefined {
    return this.#entries.get(apiId)?.deployments.get(id);
  }

  stages(apiId: string): readonly Stage[] {
    return [...(this.#entries.get(apiId)?.stages.values() ?? [])];
  }

  stage(apiId: string, stageName: string): Stage | undefined {
    return this.#entries.get(apiId)?.stages.get(stageName);
  }

  /** Does a change and writes it down. */
  change(change: Change<Api, Deployment, Stage>): void {
    const bytes = Buffer.from(JSON.stringify(change));
    this.#apply(change, bytes.length);
    this.#write?.(bytes);
  }

  recordTo(write: (change: Uint8Array) => void): void {
    this.#write = write;
  }

  replay(change: Buffer): void {
    this.#apply(JSON.parse(change.toString("utf8")) as Change<Api, Deployment, Stage>, change.length);
  }

  snapshot(): Iterable<Uint8Array> {
    const changes: Change<Api, Deployment, Stage>[] = [];
    for (const [apiId, { api, deployments, stages }] of this.#entries) {
      changes.push({ type: "api", api });
      for (const deployment of deployments.values()) changes.push({ type: "deployment", apiId, deployment });
      for (const stage of stages.values()) changes.push({ type: "stage", apiId, stage });
    }
    return changes.map((change) => Buffer.from(JSON.stringify(change)));
  }

  liveBytes(): number {
    let sum = 0;
    for (const { bytes } of this.#entries.values()) for (const part of bytes.values()) sum += part;
    return sum;
  }

  #apply(change: Change<Api, Deployment, Stage>, bytes: number): void {
    if (change.type === "delete-api") {
      this.#entries.delete(change.id);
      return;
    }
    const entry = this.#entries.get(change.type === "api" ? change.api.id : change.apiId);
    if (change.type === "api") {
      const { deployments = new Map(), stages = new Map() } = entry ?? {};
      const sizes = new Map(entry?.bytes).set("api", bytes);
      this.#entries.set(change.api.id, { api: change.api, deployments, stages, bytes: sizes });
      return;
    }
    if (entry === undefined) return;
    if (change.type === "deployment") {
      entry.deployments.set(change.deployment.id, change.deployment);
      entry.bytes.set(`deployment ${change.deployment.id}`, bytes);
    } else if (change.type === "stage") {
      entry.stages.set(change.stage.stageName, change.stage);
      entry.bytes.set(`stage ${change.stage.stageName}`, bytes);
    } else if (change.type === "delete-deployment") {
      entry.deployments.delete(change.id);
      entry.bytes.delete(`deployment ${change.id}`);
    } else {
      entry.stages.delete(change.stageName);
      entry.bytes.delete(`stage ${change.stageName}`);
    }
  }
}
