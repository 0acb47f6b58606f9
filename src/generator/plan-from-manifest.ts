import path from "node:path";
import { type Detail, phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { ciSystems, defaultCi } from "./ci-systems.js";
import { entityNames } from "./entity-names.js";
import { type Manifest, manifestPath } from "./manifest.js";
import { gatewayKinds, planGateway } from "./plan-gateway.js";
import { infrastructures, planLambda, triggers } from "./plan-lambda.js";
import { planService, referenceServices } from "./plan-service.js";
import { planWorkspace } from "./plan-workspace.js";
import type { PlannedFile } from "./planned-file.js";
import { databases, messagings, type ServiceUses, serviceUses } from "./service-uses.js";
import { frameworks, stacks } from "./stacks.js";

/** What a project is, by its manifest. */
export interface GeneratedProject {
  readonly kind: "workspace" | "service" | "gateway";
  readonly name: string;
  /** Its tree as today's templates render it. */
  readonly files: readonly PlannedFile[];
}

/**
 * Renders a project again from what was answered when it was made.
 * @param folder of the project, for messages
 * @throws MsxError FILE_INVALID when the answers are not those of a project this msx can make.
 */
export function planFromManifest(manifest: Manifest, folder: string, root: string): GeneratedProject {
  const { answers } = manifest;
  const answer = (name: string): string => {
    const value = answers[name];
    if (value === undefined) throw invalid(folder, phrase("answer-missing", { name }));
    return value;
  };
  const ci = oneOf(folder, "ci", ciSystems, answers.ci) ?? defaultCi;
  const workspace = answer("workspace");
  const gateway = oneOf(folder, "gateway", gatewayKinds, answers.gateway);
  if (gateway)
    return { kind: "gateway", name: gateway, files: planGateway({ workspace, kind: gateway }, root) };
  if (answers.service === undefined) {
    return { kind: "workspace", name: workspace, files: planWorkspace(workspace, [], root, ci) };
  }
  const form = oneOf(folder, "form", ["microservice", "lambda"], answer("form"));
  const stack = oneOf(folder, "stack", stacks, answer("stack"));
  const framework = oneOf(folder, "framework", frameworks, answers.framework);
  const reference = oneOf(folder, "reference", referenceServices, answers.reference);
  const common = {
    workspace,
    service: answers.service,
    owner: answer("owner"),
    entity: entityNames(answer("entity"), answer("plural")),
    ci,
    ...(reference && { reference }),
    ...(stack && { stack }),
    ...(framework && { framework }),
  };
  const { files } =
    form === "lambda"
      ? planLambda({ ...common, ...lambdaAnswers(answers, folder) }, root)
      : planService({ ...common, uses: usesOf(answers, reference, folder) }, root);
  return { kind: "service", name: answers.service, files };
}

function lambdaAnswers(answers: Manifest["answers"], folder: string) {
  const trigger = oneOf(folder, "trigger", triggers, answers.trigger);
  const iac = oneOf(folder, "iac", infrastructures, answers.iac);
  return { ...(trigger && { trigger }), ...(iac && { iac }) };
}

/** A project of an msx that made everything with both has neither answer. */
function usesOf(answers: Manifest["answers"], reference: string | undefined, folder: string): ServiceUses {
  const database = oneOf(folder, "database", databases, answers.database);
  const messaging = oneOf(folder, "messaging", messagings, answers.messaging);
  try {
    return serviceUses({ ...(database && { database }), ...(messaging && { messaging }) }, reference);
  } catch {
    throw invalid(
      folder,
      phrase("answers-together", { database: database ?? "-", messaging: messaging ?? "-" }),
    );
  }
}

function oneOf<T extends string>(
  folder: string,
  name: string,
  known: readonly T[],
  value: string | undefined,
): T | undefined {
  const found = known.find((candidate) => candidate === value);
  if (value !== undefined && !found)
    throw invalid(folder, phrase("answer-unknown", { name, value, known: known.join(", ") }));
  return found;
}

function invalid(folder: string, detail: Detail): MsxError {
  return new MsxError("FILE_INVALID", { file: path.join(folder, manifestPath), line: 1, detail });
}
