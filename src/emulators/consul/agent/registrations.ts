import type { CatalogCheck, CatalogService, CheckStatus, Unindexed } from "../store/catalog-entries.js";
import type { CheckDefinition } from "./check-definition.js";

/** A check as it is registered with the agent. */
export interface RegisteredCheck {
  /** Absent for a maintenance check, which runs nothing. */
  readonly definition?: CheckDefinition;
  readonly check: Unindexed<CatalogCheck>;
}

/** What a service said of itself to a TTL check. */
export interface ToldStatus {
  readonly id: string;
  readonly status: CheckStatus;
  readonly output: string;
  /** When it counts no more, in milliseconds since 1970: it must hold across a restart. */
  readonly expiresAt: number;
}

/** A change to what is registered with the agent. */
export type Registration =
  | { readonly do: "addService"; readonly service: Unindexed<CatalogService> }
  | ({ readonly do: "addCheck" } & RegisteredCheck)
  | ({ readonly do: "tell" } & ToldStatus)
  | { readonly do: "removeService" | "removeCheck"; readonly id: string };

/**
 * What is registered with the agent, as it outlives a restart: not what its checks found, but for what services told of
 * themselves (Consul keeps the same in `services`, `checks` and `checks/state` of its data folder).
 */
export class Registrations {
  readonly services = new Map<string, Unindexed<CatalogService>>();
  readonly checks = new Map<string, RegisteredCheck>();
  readonly told = new Map<string, ToldStatus>();

  /** The same changes, made again in the same order, lead to the same end. */
  apply(change: Registration): void {
    switch (change.do) {
      case "addService":
        this.services.set(change.service.ID, change.service);
        return;
      case "addCheck": {
        const { do: _, ...registered } = change;
        this.checks.set(registered.check.CheckID, registered);
        return;
      }
      case "tell": {
        const { do: _, ...told } = change;
        this.told.set(told.id, told);
        return;
      }
      case "removeService":
        this.services.delete(change.id);
        return;
      case "removeCheck":
        this.checks.delete(change.id);
        this.told.delete(change.id);
    }
  }

  /** The changes that make an empty one the same. */
  all(): Registration[] {
    return [
      ...[...this.services.values()].map((service) => ({ do: "addService", service }) as const),
      ...[...this.checks.values()].map((registered) => ({ do: "addCheck", ...registered }) as const),
      ...[...this.told.values()].map((told) => ({ do: "tell", ...told }) as const),
    ];
  }
}
