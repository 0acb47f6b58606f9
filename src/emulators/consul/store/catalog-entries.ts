/** Entries of the catalogue, by Consul's own names, since they are what its API answers. */
export type CheckStatus = "passing" | "warning" | "critical";

/** When an entry was made and last changed: values of the store's one index. */
export interface Indexed {
  readonly CreateIndex: number;
  readonly ModifyIndex: number;
}

export interface CatalogNode extends Indexed {
  readonly ID: string;
  readonly Node: string;
  readonly Address: string;
  readonly Datacenter: string;
  readonly TaggedAddresses: Readonly<Record<string, string>> | null;
  readonly Meta: Readonly<Record<string, string>> | null;
}

export interface ServiceAddress {
  readonly Address: string;
  readonly Port: number;
}

export interface Weights {
  readonly Passing: number;
  readonly Warning: number;
}

export interface CatalogService extends Indexed {
  readonly Node: string;
  readonly ID: string;
  readonly Service: string;
  readonly Tags: readonly string[];
  readonly Address: string;
  readonly TaggedAddresses?: Readonly<Record<string, ServiceAddress>>;
  readonly Meta: Readonly<Record<string, string>>;
  readonly Port: number;
  readonly Weights: Weights;
  readonly EnableTagOverride: boolean;
}

export interface CatalogCheck extends Indexed {
  readonly Node: string;
  readonly CheckID: string;
  readonly Name: string;
  readonly Status: CheckStatus;
  readonly Notes: string;
  readonly Output: string;
  /** Empty for a check of the node. */
  readonly ServiceID: string;
  readonly ServiceName: string;
  readonly ServiceTags: readonly string[];
  readonly Type: string;
}

/** An entry before the store has given it its indexes. */
export type Unindexed<T extends Indexed> = Omit<T, keyof Indexed>;
