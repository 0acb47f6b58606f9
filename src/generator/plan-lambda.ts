import { type CiSystem, ciContext, defaultCi } from "./ci-systems.js";
import type { EntityNames } from "./entity-names.js";
import { functionsContext } from "./lambda-functions.js";
import { loadLayer } from "./layer.js";
import { withManifest } from "./manifest.js";
import {
  type ReferenceService,
  readService,
  routesOf,
  type ServicePlan,
  servicePathHoles,
  spellings,
} from "./plan-service.js";
import { renderLayers } from "./render-layers.js";
import { type Stack, type StackChoice, stackAnswers, stackContext, stackLayers } from "./stacks.js";

/** What can make a function run. */
export const triggers = ["api", "events", "s3", "dynamodb-stream"] as const;
export type Trigger = (typeof triggers)[number];
export const defaultTrigger: Trigger = "api";

/** What the infrastructure is written for: AWS SAM, or the Serverless Framework. */
export const infrastructures = ["sam", "serverless"] as const;
export type Infrastructure = (typeof infrastructures)[number];
export const defaultInfrastructure: Infrastructure = "sam";

/** Everything a Lambda project's tree depends on. */
export interface LambdaAnswers extends StackChoice {
  readonly workspace: string;
  readonly service: string;
  readonly owner: string;
  readonly entity: EntityNames;
  /** Without `reference`: what its functions are started by. */
  readonly trigger?: Trigger;
  /** One of the guideline's services, with all its functions. */
  readonly reference?: ReferenceService;
  readonly iac?: Infrastructure;
  readonly ci?: CiSystem;
}

/**
 * The tree of a Lambda project with its ownership manifest: pure data, nothing is written.
 * @param root the folder of the template layers
 * @throws MsxError TEMPLATE_INVALID
 */
export function planLambda(answers: LambdaAnswers, root: string): ServicePlan {
  const { workspace, service: name, owner, entity, reference } = answers;
  const { trigger = defaultTrigger, iac = defaultInfrastructure, ci = defaultCi } = answers;
  const layers = lambdaLayers(answers);
  const functions = layers.flatMap((layer) => loadLayer(root, layer).functions);
  const names = { entityPascal: entity.pascal, basePath: `/api/v1/${entity.pluralKebab}` };
  const rendered = renderLayers({
    root,
    layers,
    context: {
      workspace: { name: workspace },
      service: { ...spellings(name), owner, reference: reference ?? null },
      entity,
      exchange: `${entity.snake}_events`,
      ci: ciContext(ci),
      iac: iacContext(iac),
      stack: stackContext(answers),
      lambda: functionsContext(functions, names),
    },
    pathHoles: servicePathHoles(answers),
  });
  const service = readService(rendered, layers.join(" + "));
  return {
    files: withManifest(rendered, layers, {
      workspace,
      service: name,
      owner,
      entity: entity.pascal,
      plural: entity.pluralPascal,
      form: "lambda",
      ...stackAnswers(answers),
      ci,
      iac,
      ...(reference ? { reference } : { trigger }),
    }),
    service,
    routes: routesOf(service),
  };
}

/** Those of a trigger: what is the same in every stack, then the stack's own. */
function triggerLayers(trigger: Trigger, stack: Stack): readonly string[] {
  const own = (...names: string[]): string[] => names.map((name) => `${name}-${stack}`);
  const outbox = ["lambda-outbox", ...own("lambda-outbox")];
  if (trigger !== "api")
    return [...(trigger === "events" ? outbox : []), `lambda-${trigger}`, ...own(`lambda-${trigger}`)];
  return [...outbox, "entity", ...own("entity", "entity-events"), "lambda-api", ...own("lambda-api")];
}

/** The template layers that a Lambda project is rendered from, in order. */
function lambdaLayers(answers: LambdaAnswers): string[] {
  const { trigger = defaultTrigger, iac = defaultInfrastructure, ci = defaultCi, reference } = answers;
  const { stack = "typescript" } = answers;
  return [
    "base",
    ...stackLayers(stack),
    "lambda",
    `lambda-${stack}`,
    `lambda-${iac}`,
    `ci-${ci}-lambda`,
    ...(reference
      ? [
          "lambda-outbox",
          `lambda-outbox-${stack}`,
          `reference-${reference}`,
          `reference-${reference}-domain-${stack}`,
          `reference-${reference}-lambda`,
          `reference-${reference}-lambda-${stack}`,
        ]
      : triggerLayers(trigger, stack)),
  ];
}

/** What templates may say about the infrastructure file. */
function iacContext(iac: Infrastructure): Readonly<Record<string, unknown>> {
  return iac === "sam"
    ? { file: "template.yaml", name: "AWS SAM", sam: true, deploy: "sam deploy --guided" }
    : {
        file: "serverless.yml",
        name: "Serverless Framework",
        sam: false,
        deploy: "npx osls deploy --stage dev",
      };
}
