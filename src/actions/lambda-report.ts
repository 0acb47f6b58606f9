import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Lambda } from "@aws-sdk/client-lambda";
import { clientsAt } from "../deploy/targets/lambda/clients-at.js";
import {
  chooseFunction,
  type DeployedFunction,
  functionsOf,
} from "../deploy/targets/lambda/deployed-functions.js";
import type { AwsPlace, PlaceOptions } from "../deploy/targets/lambda/place.js";
import { watchHost } from "../deploy/targets/lambda/report/answering-host.js";
import { harmlessEvent } from "../deploy/targets/lambda/report/events.js";
import {
  type ColdStartReport,
  type MeasuredFunction,
  reportOf,
} from "../deploy/targets/lambda/report/function-report.js";
import { measureFunction } from "../deploy/targets/lambda/report/measure-function.js";
import { reportPage, withReports } from "../deploy/targets/lambda/report/report-page.js";
import type { Smoke } from "../deploy/targets/lambda/smoke.js";
import { phrase, type Reason } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import type { Lang } from "../messages/text.js";
import { openPlatform } from "../platform/platform.js";
import { writeFileAtomically } from "../workspace/atomic-file.js";
import { loadWorkspace, selectServices } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { recordsAt } from "./deploy-targets.js";
import { confirmPlace, functionPlace } from "./function-place.js";
import { readEvent } from "./read-event.js";
import { rollingOut } from "./rolling-out.js";

export interface LambdaReportOptions extends PlaceOptions {
  readonly service: string;
  /** Undefined: all of the service for which there is an event. */
  readonly function: string | undefined;
  /** A file with JSON, `-` for standard input; undefined: what deploy tries a function with. */
  readonly event: string | undefined;
  /** Invocations of each function. */
  readonly cold: number;
  readonly warm: number;
  readonly dryRun: boolean;
  readonly yes: boolean;
  /** Of the page that is written. */
  readonly lang: Lang;
  /** The day that the page says. */
  readonly now?: Date;
}

export interface LambdaReportResult {
  readonly service: string;
  readonly dryRun: boolean;
  /** For people. */
  readonly where: string;
  /** What is or would be invoked, with what. */
  readonly functions: readonly { readonly name: string; readonly event: Reason }[];
  /** For which there is no event that does no harm. */
  readonly skipped: readonly string[];
  /** Empty with `dryRun`. */
  readonly reports: readonly ColdStartReport[];
  /** The page, absolute; null with `dryRun`. */
  readonly file: string | null;
}

interface Subject {
  readonly deployed: DeployedFunction;
  readonly call: Smoke;
}

/**
 * Measures cold and warm invocations of deployed functions, prices them, and writes it into the service's `docs/cold-start.md`.
 * `$LATEST` is invoked and its environment changed for the time: no alias leads there, so nobody is served by it.
 * @throws MsxError NO_WORKSPACE, UNKNOWN_SERVICE, USAGE, FUNCTION_UNKNOWN, EVENT_UNREADABLE, FILE_INVALID, PLATFORM_DOWN,
 *   AWS_UNREACHABLE, CONFIRMATION_NEEDED, WORKSPACE_BUSY, INTERRUPTED, MEASUREMENT_FAILED, WRITE_FAILED, DISK_FULL, READ_ONLY
 */
export async function lambdaReport(
  options: LambdaReportOptions,
  context: ActionContext,
): Promise<LambdaReportResult> {
  const { cwd, env, io, signal } = context;
  const { dryRun, lang, cold, warm } = options;
  if (cold + warm === 0) throw usage(phrase("nothing-measured"));
  const workspace = loadWorkspace(cwd);
  const services = selectServices(workspace, [options.service]);
  const [service] = services;
  if (service === undefined) throw usage(options.service);
  const event = options.event === undefined ? undefined : readEvent(options.event, cwd);
  const platform = await openPlatform({ workspace, engine: "auto", env, io });
  const place = await functionPlace(options, platform, await platform.engine.observe(), context);
  const record = recordsAt(platform, place).read(service.name);
  const known = record === undefined ? [] : functionsOf(record);
  // Without a name one event is for one function, so there must be but one.
  const isOne = options.function !== undefined || event !== undefined || known.length === 0;
  const chosen = isOne ? [chooseFunction(service.name, known, options.function)] : byName(known);
  const subjects: Subject[] = chosen.flatMap((deployed) => {
    const found = record && harmlessEvent(service, record, deployed.logicalId);
    if (event === undefined) return found === undefined ? [] : [{ deployed, call: found }];
    const given = { event: JSON.parse(event) as Smoke["event"], what: options.event ?? "" };
    return [{ deployed, call: { ...given, isHttp: found?.isHttp ?? false } }];
  });
  const skipped = chosen
    .filter((one) => !subjects.some(({ deployed }) => deployed === one))
    .map(({ name }) => name);
  if (subjects.length === 0) {
    throw usage(phrase("no-harmless-event", { functions: skipped.join(", ") }));
  }
  const result = {
    ...{ service: service.name, dryRun, where: place.description, skipped },
    functions: subjects.map(({ deployed, call }) => ({ name: deployed.name, event: call.what })),
  };
  if (dryRun) return { ...result, reports: [], file: null };
  await confirmPlace(place, options.yes, context);
  const clients = clientsAt(place);
  try {
    const lambda = await clients.lambda();
    return await rollingOut("lambda report", platform, services, signal, async () => {
      const reports = await measureAll(lambda, subjects, place, options, context);
      const file = path.join(service.folder, reportPage);
      const before = existsSync(file) ? readFileSync(file, "utf8") : undefined;
      writeFileAtomically(file, withReports(before, service.name, reports, lang));
      return { ...result, reports, file };
    });
  } finally {
    clients.close();
  }
}

async function measureAll(
  lambda: Lambda,
  subjects: readonly Subject[],
  { description: where, region }: AwsPlace,
  { cold, warm, now = new Date() }: LambdaReportOptions,
  { io, signal }: ActionContext,
): Promise<readonly ColdStartReport[]> {
  const kind = watchHost(lambda);
  const titles = subjects.map(({ deployed: { name } }) => ({
    ...{ id: name, code: "lambda.report.task" as const, params: { function: name } },
  }));
  io.emit({ type: "plan", tasks: titles });
  const reports: ColdStartReport[] = [];
  for (const { deployed, call } of subjects) {
    const { name: id } = deployed;
    io.emit({ type: "task", id, state: "started" });
    try {
      const about = await look(lambda, deployed, call);
      const onInvocation = (done: number): void => {
        const params = { done, all: cold + warm };
        io.emit({ type: "task", id, state: "progress", code: "lambda.report.step", params });
      };
      const measured = await measureFunction(
        lambda,
        { functionName: id, cold, warm, call, onInvocation },
        signal,
      );
      const date = now.toISOString().slice(0, 10);
      reports.push(reportOf(measured, { ...about, date, place: kind(), where, region }));
      io.emit({ type: "task", id, state: "succeeded" });
    } catch (error) {
      io.emit({ type: "task", id, state: "failed" });
      throw error;
    }
  }
  return reports;
}

async function look(
  lambda: Lambda,
  { name, alias }: DeployedFunction,
  call: Smoke,
): Promise<MeasuredFunction> {
  const latest = await lambda.getFunctionConfiguration({ FunctionName: name });
  const served =
    alias === undefined
      ? undefined
      : await lambda.getFunctionConfiguration({ FunctionName: name, Qualifier: alias });
  return {
    ...{ name, event: call.what, runtime: latest.Runtime ?? latest.PackageType ?? "-" },
    architecture: latest.Architectures?.includes("arm64") ? "arm64" : "x86_64",
    memoryMb: latest.MemorySize ?? 128,
    version: served?.Version ?? null,
    isServed: served?.CodeSha256 === latest.CodeSha256 && served?.MemorySize === latest.MemorySize,
  };
}

function byName(functions: readonly DeployedFunction[]): readonly DeployedFunction[] {
  return [...functions].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function usage(detail: Reason): MsxError {
  return new MsxError("USAGE", { detail, command: "lambda report" });
}
