import { MsxError } from "../errors/msx-error.js";
import { type ReferenceService, referenceServices } from "../generator/plan-service.js";
import { stacks } from "../generator/stacks.js";

/**
 * What each of the three reference services is written in: one stack for all (`dotnet`), or one by name, where the others
 * stay what they are by default (`user=dotnet,order=dotnet`).
 * @throws MsxError OPTION_INVALID for a service that is none of the three, or one that is named twice
 */
export function referenceStacks(option: string): Readonly<Record<ReferenceService, string>> {
  const [defaultStack] = stacks;
  if (!option.includes("=")) return byService(() => option);
  const pairs = option.split(",").map((pair) => pair.split("=").map((part) => part.trim()));
  const named = new Map(pairs.map(([service = "", stack = ""]) => [service, stack] as const));
  const isKnown = (service: string) => referenceServices.some((reference) => reference === service);
  if (named.size < pairs.length || ![...named.keys()].every(isKnown)) {
    const allowed = `${stacks.join(", ")}, ${referenceServices.map((service) => `${service}=${defaultStack}`).join(",")}`;
    throw new MsxError("OPTION_INVALID", { option: "--stack", value: option, allowed });
  }
  return byService((service) => named.get(service) ?? defaultStack);
}

function byService(stackOf: (service: ReferenceService) => string): Record<ReferenceService, string> {
  return { user: stackOf("user"), payment: stackOf("payment"), order: stackOf("order") };
}
