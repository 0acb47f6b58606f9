import table from "../../../platform/end-of-life.json" with { type: "json" };

export type RuntimeFamily = "node" | "dotnet" | "lambda";

/** The day of a table that needs no network; what ends later than it knows of counts as supported. */
export const endOfLifeAsOf: string = table.asOf;

/**
 * The last day a runtime gets security fixes (`YYYY-MM-DD`), of the dated table the product ships with its sources.
 * Undefined for a version that the table does not know.
 */
export function endOfLife(family: RuntimeFamily, version: string): string | undefined {
  const days: Readonly<Record<string, string>> = table[family];
  return Object.hasOwn(days, version) ? days[version] : undefined;
}

/** Where the dates of a family were read. */
export function endOfLifeSource(family: RuntimeFamily): string {
  return table.sources[family];
}
