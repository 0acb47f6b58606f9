import path from "node:path";
import { type ServiceFile, serviceSchema } from "../workspace/schema.js";
import { parseYaml } from "../workspace/yaml-file.js";
import { type EntityNames, pascalOf } from "./entity-names.js";
import { type GatewayRoute, gatewayRoute } from "./gateway-routes.js";
import { withManifest } from "./manifest.js";
import type { PlannedFile } from "./planned-file.js";
import { renderLayers } from "./render-layers.js";

export const referenceServices = ["user", "payment", "order"] as const;
export type ReferenceService = (typeof referenceServices)[number];

/** Everything a service's tree depends on. */
export interface ServiceAnswers {
  readonly workspace: string;
  readonly service: string;
  readonly owner: string;
  readonly entity: EntityNames;
  /** Absent: a service that creates, reads, updates and deletes its entity. */
  readonly reference?: ReferenceService;
}

export interface ServicePlan {
  readonly files: readonly PlannedFile[];
  /** The rendered `service.yaml`, validated. */
  readonly service: ServiceFile;
  /** How the gateway reaches it; none when it does not want to be reached from outside. */
  readonly routes: readonly GatewayRoute[];
}

/**
 * The tree of a TypeScript microservice with its ownership manifest: pure data, nothing is written.
 * @param root the folder of the template layers
 * @throws MsxError TEMPLATE_INVALID, or FILE_INVALID when the template's service.yaml is wrong.
 */
export function planService(answers: ServiceAnswers, root: string): ServicePlan {
  const { workspace, service: name, owner, entity, reference } = answers;
  const layers = layersOf(reference);
  const rendered = renderLayers({
    root,
    layers,
    context: {
      workspace: { name: workspace },
      service: { ...spellings(name), owner, reference: reference ?? null },
      entity,
      exchange: `${entity.snake}_events`,
    },
    pathHoles: { entityKebab: entity.kebab, entityPluralKebab: entity.pluralKebab },
  });
  const service = readService(rendered, path.join(root, layers.at(-1) ?? "", "service.yaml"));
  return {
    files: withManifest(rendered, layers, {
      workspace,
      service: name,
      owner,
      entity: entity.pascal,
      plural: entity.pluralPascal,
      form: "microservice",
      stack: "typescript",
      ...(reference && { reference }),
    }),
    service,
    routes: routesOf(service),
  };
}

function layersOf(reference: ReferenceService | undefined): string[] {
  const common = ["base", "microservice-typescript"];
  return reference
    ? [
        ...common,
        `reference-${reference}-domain-typescript`,
        `reference-${reference}-microservice-typescript`,
      ]
    : [...common, "entity-microservice-typescript"];
}

function spellings(kebab: string): Record<"name" | "pascal" | "camel" | "snake", string> {
  const pascal = pascalOf(kebab);
  return {
    name: kebab,
    pascal,
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    snake: kebab.replaceAll("-", "_"),
  };
}

function readService(files: readonly PlannedFile[], file: string): ServiceFile {
  const bytes = files.find((candidate) => candidate.path === "service.yaml")?.bytes ?? new Uint8Array();
  return parseYaml(new TextDecoder().decode(bytes), file, serviceSchema);
}

function routesOf({ name, http }: ServiceFile): GatewayRoute[] {
  if (!http?.gatewayPath) return [];
  return [gatewayRoute({ name, basePath: http.basePath, gatewayPath: http.gatewayPath })];
}
