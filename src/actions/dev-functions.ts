import { FunctionsFromSource } from "../deploy/targets/lambda/functions-from-source.js";
import { functionDependencies } from "../dev/functions/function-dependencies.js";
import type { FunctionHost } from "../dev/functions/function-host.js";
import { assertInspectable } from "../dev/functions/inspection.js";
import type { FunctionService, RunFunctionsOptions } from "../dev/functions/run-functions.js";
import { install } from "../dev/install.js";
import { MsxError } from "../errors/msx-error.js";
import type { Io } from "../io/io.js";
import { describeError } from "../messages/catalogue.js";
import type { Platform } from "../platform/platform.js";
import type { Service } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { deploy } from "./deploy.js";
import type { DeployedService } from "./deploy-result.js";
import { functionVariables } from "./deploy-targets.js";
import { functionPlace } from "./function-place.js";

export interface DevFunctionsOptions {
  readonly services: readonly Service[];
  readonly inspect: boolean;
  readonly timeout: string;
}

/** Functions of the platform's AWS, ready to be run from source. To be closed. */
export interface DevFunctions extends Pick<RunFunctionsOptions, "services" | "inspectAt"> {
  close(): void;
}

/**
 * Deploys services as functions to the platform's own AWS, as `msx deploy` does. One that does not come up is in the answer.
 * @throws MsxError INSPECT_UNSUPPORTED, and what `deploy` throws
 */
export async function deployForDev(
  platform: Platform,
  { services, inspect, timeout }: DevFunctionsOptions,
  context: ActionContext,
): Promise<DevFunctions> {
  const { workspace, state } = platform;
  const instances = await platform.engine.observe();
  const place = await functionPlace({}, platform, instances, context);
  const inspectAt = inspect ? (place.endpoint ?? "") : undefined;
  if (inspectAt !== undefined) await assertInspectable(inspectAt);
  const deployAll = async (names: readonly string[], io: Io, signal: AbortSignal) => {
    const asked = { target: undefined, replicas: 1, canary: undefined, dryRun: false, yes: false } as const;
    const done = await deploy(
      { ...asked, services: names, timeout, parameters: {} },
      { ...context, io, signal },
    );
    return done.services;
  };
  const first = await deployAll(
    services.map(({ name }) => name),
    context.io,
    context.signal,
  );
  const variables = functionVariables(platform, instances);
  const owner = {
    ...{ workspace, workspaceId: state.snapshot.id, place },
    ...{ parameters: {}, variables, env: context.env },
  };
  const opened = services.map((service) => ({ service, source: new FunctionsFromSource(service, owner) }));
  return {
    inspectAt,
    services: opened.map(
      ({ service, source }): FunctionService => ({
        service,
        undeployed: reasonOf(first.find(({ name }) => name === service.name)),
        host: hostOf(source, async (signal) => {
          const io = quiet(context.io);
          await install([{ service, stack: functionDependencies }], io, signal);
          const [outcome] = await deployAll([service.name], io, signal);
          const reason = reasonOf(outcome);
          if (reason !== undefined) throw new Error(reason);
          source.refresh();
        }),
      }),
    ),
    close() {
      for (const { source } of opened) source.close();
    },
  };
}

function hostOf(source: FunctionsFromSource, again: (signal: AbortSignal) => Promise<void>): FunctionHost {
  return {
    get watched() {
      return source.watched;
    },
    get isServing() {
      return source.isServing;
    },
    get functions() {
      return source.functions;
    },
    isOfTheStack: (file) => source.isOfTheStack(file),
    deploy: (signal) => again(signal).catch(explained),
    build: (onLine, signal) => source.build(onLine, signal),
    put: (folder) => source.put(folder).catch(explained),
    giveBack: () => source.giveBack(),
    logs: (signal) => source.logs(signal),
  };
}

/** As a line of a log, which is in English. */
function explained(error: unknown): never {
  if (!(error instanceof MsxError)) throw error;
  const { what, why } = describeError(error, "en");
  throw new Error(`${what}\n${why}`, { cause: error });
}

/** Why a service is not as it was to be. */
function reasonOf(outcome: DeployedService | undefined): string | undefined {
  return outcome?.error === undefined ? undefined : outcome.reason;
}

/** Between the lines of what runs there is no room for a list of tasks. */
function quiet(io: Io): Io {
  return {
    interactive: false,
    drawn: () => io.drawn(),
    ask: (question) => io.ask(question),
    emit(event) {
      if (event.type === "note" && event.level === "warn") io.emit(event);
    },
  };
}
