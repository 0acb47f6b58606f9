import { MsxError } from "../errors/msx-error.js";
import { type ServiceFile, serviceSchema } from "../workspace/schema.js";
import { parseYaml } from "../workspace/yaml-file.js";
import { type CiSystem, ciContext, defaultCi } from "./ci-systems.js";
import { type EntityNames, pascalOf } from "./entity-names.js";
import { type GatewayRoute, gatewayRoute } from "./gateway-routes.js";
import { withManifest } from "./manifest.js";
import type { PlannedFile } from "./planned-file.js";
import { type RenderRequest, renderLayers } from "./render-layers.js";
import { defaultUses, entityLayers, type ServiceUses, usesContext, usesLayers } from "./service-uses.js";
import { type StackChoice, stackAnswers, stackContext, stackLayers } from "./stacks.js";

export const referenceServices = ["user", "payment", "order"] as const;
export type ReferenceService = (typeof referenceServices)[number];

/** Everything a service's tree depends on. */
export interface ServiceAnswers extends StackChoice {
  readonly workspace: string;
  readonly service: string;
  readonly owner: string;
  readonly entity: EntityNames;
  /** Absent: a service that creates, reads, updates and deletes its entity. */
  readonly reference?: ReferenceService;
  /** What checks, packs and promotes it; GitHub Actions unless told otherwise. */
  readonly ci?: CiSystem;
  /** A database and events unless told otherwise. */
  readonly uses?: ServiceUses;
}

export interface ServicePlan {
  readonly files: readonly PlannedFile[];
  /** The rendered `service.yaml`, validated. */
  readonly service: ServiceFile;
  /** How the gateway reaches it; none when it does not want to be reached from outside. */
  readonly routes: readonly GatewayRoute[];
}

/**
 * The tree of a microservice with its ownership manifest: pure data, nothing is written.
 * @param root the folder of the template layers
 * @throws MsxError TEMPLATE_INVALID
 */
export function planService(answers: ServiceAnswers, root: string): ServicePlan {
  const { workspace, service: name, owner, entity, reference, ci = defaultCi, uses = defaultUses } = answers;
  const request = serviceRendering(answers, root);
  const { layers } = request;
  const rendered = renderLayers(request);
  const service = readService(rendered, layers.join(" + "));
  return {
    files: withManifest(rendered, layers, {
      workspace,
      service: name,
      owner,
      entity: entity.pascal,
      plural: entity.pluralPascal,
      form: "microservice",
      ...stackAnswers(answers),
      ci,
      ...uses,
      ...(reference && { reference }),
    }),
    service,
    routes: routesOf(service),
  };
}

/** What a service's tree is rendered from. */
export function serviceRendering(answers: ServiceAnswers, root: string): RenderRequest {
  return {
    root,
    layers: serviceLayers(answers),
    context: serviceContext(answers),
    pathHoles: servicePathHoles(answers),
  };
}

/**
 * The template layers that a service is rendered from, in order: what is the same in every stack (contracts, manifests of
 * Kubernetes, decisions) stands in layers without a stack's name.
 */
function serviceLayers(answers: ServiceAnswers): string[] {
  const { ci = defaultCi, uses = defaultUses, reference, stack = "typescript" } = answers;
  return [
    "base",
    ...stackLayers(stack),
    "microservice",
    `microservice-${stack}`,
    ...usesLayers(uses, stack),
    `ci-${ci}-microservice`,
    ...(reference
      ? [
          `reference-${reference}`,
          `reference-${reference}-domain-${stack}`,
          `reference-${reference}-microservice`,
          `reference-${reference}-microservice-${stack}`,
        ]
      : entityLayers(uses, stack)),
  ];
}

/** What paths of a service's templates may leave open. */
export function servicePathHoles({
  service,
  entity,
}: Pick<ServiceAnswers, "service" | "entity">): Readonly<Record<string, string>> {
  return {
    servicePascal: pascalOf(service),
    entityKebab: entity.kebab,
    entityPluralKebab: entity.pluralKebab,
    entityPascal: entity.pascal,
    entityPluralPascal: entity.pluralPascal,
  };
}

/** What the templates of a service may name. */
function serviceContext(answers: ServiceAnswers): Readonly<Record<string, unknown>> {
  const { workspace, service, owner, entity, reference, ci = defaultCi, uses = defaultUses } = answers;
  return {
    workspace: { name: workspace },
    service: { ...spellings(service), owner, reference: reference ?? null },
    entity,
    exchange: `${entity.snake}_events`,
    ci: ciContext(ci),
    uses: usesContext(uses),
    stack: stackContext(answers),
  };
}

/** A service's name in the spellings that code and infrastructure ask for. */
export function spellings(kebab: string): Record<"name" | "pascal" | "camel" | "snake", string> {
  const pascal = pascalOf(kebab);
  return {
    name: kebab,
    pascal,
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    snake: kebab.replaceAll("-", "_"),
  };
}

/** The rendered file is msx's own work: what is wrong with it is the template's fault, not the user's. */
export function readService(files: readonly PlannedFile[], template: string): ServiceFile {
  const file = "service.yaml";
  const rendered = files.find((candidate) => candidate.path === file);
  try {
    return parseYaml(new TextDecoder().decode(rendered?.bytes), file, serviceSchema);
  } catch (cause) {
    const detail = rendered ? (cause as Error).message : "missing";
    throw new MsxError("TEMPLATE_INVALID", { template, file, detail }, { cause });
  }
}

/** How the gateway reaches a service. */
export function routesOf({ name, http }: ServiceFile): GatewayRoute[] {
  if (!http?.gatewayPath) return [];
  return [gatewayRoute({ name, basePath: http.basePath, gatewayPath: http.gatewayPath })];
}
