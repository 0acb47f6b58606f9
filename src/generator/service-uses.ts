import { MsxError } from "../errors/msx-error.js";
import type { Stack } from "./stacks.js";

/** What a service may keep its data in. */
export const databases = ["postgres", "none"] as const;
/** What a service may publish its events to, and hear others' from. */
export const messagings = ["rabbitmq", "none"] as const;

/** What a service is made to rely on. */
export interface ServiceUses {
  readonly database: (typeof databases)[number];
  readonly messaging: (typeof messagings)[number];
}

export const defaultUses: ServiceUses = { database: "postgres", messaging: "rabbitmq" };

/**
 * What was asked for, completed: a service without a database is one without events too, unless it was asked to have them.
 * @param reference the guideline's service that is made; it has everything
 * @throws MsxError MESSAGING_NEEDS_DATABASE, or REFERENCE_NEEDS_ALL
 */
export function serviceUses(asked: Partial<ServiceUses>, reference?: string): ServiceUses {
  const database = asked.database ?? defaultUses.database;
  const messaging = asked.messaging ?? (database === "none" ? "none" : defaultUses.messaging);
  if (reference !== undefined && (database === "none" || messaging === "none")) {
    const option = database === "none" ? "--database none" : "--messaging none";
    throw new MsxError("REFERENCE_NEEDS_ALL", { reference, option });
  }
  if (database === "none" && messaging !== "none") throw new MsxError("MESSAGING_NEEDS_DATABASE", {});
  return { database, messaging };
}

/** The layers of a microservice that depend on what it relies on, in order. */
export function usesLayers({ database, messaging }: ServiceUses, stack: Stack): readonly string[] {
  if (database === "none") return [`microservice-stateless-${stack}`];
  const kind = messaging === "none" ? "postgres-only" : "rabbitmq";
  return [`microservice-postgres-${stack}`, `microservice-${kind}-${stack}`];
}

/** The layers of the service that keeps an entity, in order. */
export function entityLayers({ database, messaging }: ServiceUses, stack: Stack): readonly string[] {
  if (database === "none") {
    return ["entity-stateless-microservice", `entity-stateless-microservice-${stack}`];
  }
  return [
    "entity",
    `entity-${stack}`,
    "entity-microservice",
    `entity-microservice-${stack}`,
    ...(messaging === "none"
      ? [`entity-stored-microservice-${stack}`]
      : [`entity-events-${stack}`, "entity-events-microservice", `entity-events-microservice-${stack}`]),
  ];
}

/** What templates may ask. */
export function usesContext({
  database,
  messaging,
}: ServiceUses): Readonly<Record<string, boolean | string>> {
  const [postgres, rabbitmq] = [database === "postgres", messaging === "rabbitmq"];
  // As `--only` takes them.
  const resources = [...(postgres ? ["postgres"] : []), ...(rabbitmq ? ["rabbitmq"] : [])].join(",");
  return { postgres, rabbitmq, any: postgres || rabbitmq, both: postgres && rabbitmq, resources };
}
