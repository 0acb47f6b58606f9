import path from "node:path";
import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import type { AdditionTarget } from "../generator/add/addition.js";
import { sweepStaging } from "../generator/staging.js";
import { templateRoot } from "../generator/template-root.js";
import type { Question } from "../io/io.js";
import { loadWorkspace, type Service, selectServices, type Workspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";

/** What all of `msx add …` are told. */
export interface AddOptions {
  /** The service that grows; the one the current folder lies in, or the only one, unless told otherwise. */
  readonly service?: string;
  readonly dryRun: boolean;
}

interface Wanted {
  readonly given: string | undefined;
  readonly question: Question;
}

/**
 * The answers to questions that the command line left open, in order.
 * @throws MsxError ANSWER_MISSING naming every open one, when there is nobody to ask
 */
export async function answersTo<const T extends readonly Wanted[]>(
  wanted: T,
  { io }: ActionContext,
): Promise<{ [K in keyof T]: string }> {
  const open = wanted.filter(({ given }) => given === undefined).map(({ question }) => question.flag);
  if (open.length > 0 && !io.interactive) throw new MsxError("ANSWER_MISSING", { flags: open.join(", ") });
  const answers: string[] = [];
  for (const { given, question } of wanted) answers.push(given ?? (await io.ask(question)));
  return answers as { [K in keyof T]: string };
}

/**
 * The service to grow. What a killed run left half-made is rolled back first, so that it is not built upon.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, UNKNOWN_SERVICE, ANSWER_MISSING, ADD_UNSUPPORTED
 */
export async function additionTarget(options: AddOptions, context: ActionContext): Promise<AdditionTarget> {
  let workspace = loadWorkspace(context.cwd);
  if (!options.dryRun) {
    for (const parent of new Set(workspace.allServices.map(({ folder }) => path.dirname(folder))))
      sweepStaging(parent);
    workspace = loadWorkspace(context.cwd);
  }
  const service = await chooseService(workspace, options.service, context);
  if (service.form !== "microservice") {
    const reasons = phrase("add-microservices-only", { form: service.form });
    throw new MsxError("ADD_UNSUPPORTED", { name: "msx add", service: service.name, reasons });
  }
  return { workspace, service, templates: templateRoot() };
}

async function chooseService(
  workspace: Workspace,
  given: string | undefined,
  context: ActionContext,
): Promise<Service> {
  const { allServices } = workspace;
  const here = allServices.find(({ folder }) =>
    `${context.cwd}${path.sep}`.startsWith(`${folder}${path.sep}`),
  );
  const only = allServices.length === 1 ? allServices[0] : undefined;
  const implied = given === undefined ? (here ?? only) : undefined;
  if (implied) return implied;
  const known = allServices.map(({ name }) => name).join(", ") || "-";
  const question: Question = {
    type: "input",
    flag: "--service NAME",
    code: "add.ask.service",
    params: { known },
  };
  const [name] = await answersTo([{ given, question }], context);
  const [service] = selectServices(workspace, [name]);
  if (!service) throw new MsxError("UNKNOWN_SERVICE", { name, known });
  return service;
}
