import type { AwsOutput } from "../../front/aws-service.js";
import { projectedNames, projectIndex } from "../tables/project-index.js";
import { keyNames, type TableDefinition } from "../tables/table-definition.js";
import { equalItems, type Item } from "../values/attribute-value.js";
import { itemBytes } from "../values/item-size.js";
import type { InputReader } from "./input-reader.js";

export type CapacityDetail = "INDEXES" | "TOTAL" | "NONE";

export function readCapacityDetail(reader: InputReader): CapacityDetail {
  const options = ["INDEXES", "TOTAL", "NONE"];
  return (reader.text("ReturnConsumedCapacity", { options }) ?? "NONE") as CapacityDetail;
}

/** What was consumed of a table and its indexes, in capacity units. */
export class Consumption {
  #table = 0;
  readonly #indexes = new Map<string, number>();

  constructor(
    readonly definition: TableDefinition,
    /** Transactions are also told the kind. */
    readonly kind?: "read" | "write",
  ) {}

  add(units: number, index?: string): this {
    if (index === undefined) this.#table += units;
    else this.#indexes.set(index, (this.#indexes.get(index) ?? 0) + units);
    return this;
  }

  /** Adds what a write costs: a unit for each KB of the larger of both items, and the same for each index it changes. */
  addWrite(old: Item | undefined, now: Item | undefined, factor = 1): this {
    this.add(factor * Math.max(1, writeUnits(old), writeUnits(now)));
    for (const index of this.definition.indexes) {
      const names = projectedNames(this.definition, index);
      const inIndex = (item: Item | undefined): Item | undefined =>
        item !== undefined && keyNames(index.keys).every((name) => item[name] !== undefined)
          ? projectIndex(item, names)
          : undefined;
      const [before, after] = [inIndex(old), inIndex(now)];
      if (before === undefined && after === undefined) continue;
      if (before !== undefined && after !== undefined) {
        if (equalItems(before, after)) continue;
        const moved = keyNames(index.keys).some((name) => {
          const [from, to] = [before[name], after[name]];
          return from !== undefined && to !== undefined && !equalItems({ from }, { from: to });
        });
        const units = moved
          ? writeUnits(before) + writeUnits(after)
          : Math.max(writeUnits(before), writeUnits(after));
        this.add(factor * units, index.name);
      } else this.add(factor * Math.max(writeUnits(before), writeUnits(after)), index.name);
    }
    return this;
  }

  /** As the API says it. */
  output(detail: CapacityDetail): AwsOutput {
    const indexes = [...this.#indexes.values()].reduce((sum, units) => sum + units, 0);
    const units = this.#table + indexes;
    const output = { TableName: this.definition.name, ...this.#units(units) };
    if (detail !== "INDEXES") return output;
    return {
      ...output,
      Table: this.#units(this.#table),
      ...this.#byIndex("global", "GlobalSecondaryIndexes"),
      ...this.#byIndex("local", "LocalSecondaryIndexes"),
    };
  }

  #units(units: number): AwsOutput {
    return {
      CapacityUnits: units,
      ...(this.kind === "read" && { ReadCapacityUnits: units }),
      ...(this.kind === "write" && { WriteCapacityUnits: units }),
    };
  }

  #byIndex(kind: "global" | "local", member: string): AwsOutput {
    const of = this.definition.indexes.filter(
      (index) => index.kind === kind && this.#indexes.has(index.name),
    );
    if (of.length === 0) return {};
    return {
      [member]: Object.fromEntries(of.map(({ name }) => [name, this.#units(this.#indexes.get(name) ?? 0)])),
    };
  }
}

/** `ConsumedCapacity` where it was asked for; nothing is counted where it was not. */
export function consumed(detail: CapacityDetail, count: () => Consumption): AwsOutput {
  return detail === "NONE" ? {} : { ConsumedCapacity: count().output(detail) };
}

/** Half a unit for each 4 KB read, a whole one when the read is consistent. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);
}

function writeUnits(item: Item | undefined): number {
  return item === undefined ? 0 : Math.max(1, Math.ceil(itemBytes(item) / 1024));
}
