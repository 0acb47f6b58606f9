import { clientsAt } from "../deploy/targets/lambda/clients-at.js";
import { chooseFunction, functionsOf } from "../deploy/targets/lambda/deployed-functions.js";
import { isMoto } from "../deploy/targets/lambda/moto.js";
import type { PlaceOptions } from "../deploy/targets/lambda/place.js";
import { MsxError } from "../errors/msx-error.js";
import { openPlatform } from "../platform/platform.js";
import { loadWorkspace, selectServices } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { recordsAt } from "./deploy-targets.js";
import { confirmPlace, functionPlace } from "./function-place.js";
import { readEvent } from "./read-event.js";

export interface InvokeOptions extends PlaceOptions {
  readonly service: string;
  /** Needed where a service has several. */
  readonly function: string | undefined;
  /** A file with JSON, `-` for standard input; undefined: `{}`. */
  readonly event: string | undefined;
  /** A version or an alias; undefined: the alias that serves. */
  readonly qualifier: string | undefined;
  /** The end of what it logged, too. */
  readonly tail: boolean;
  readonly yes: boolean;
}

export interface InvokeResult {
  readonly service: string;
  readonly function: string;
  /** That ran. */
  readonly version: string;
  /** What it answered, or its error. */
  readonly payload: unknown;
  /** `Handled` or `Unhandled` when it failed; else null. */
  readonly functionError: string | null;
  /** Only with `tail`. */
  readonly logs?: string;
}

/**
 * Runs a deployed function once and waits for its answer.
 * @throws MsxError NO_WORKSPACE, UNKNOWN_SERVICE, FUNCTION_UNKNOWN, EVENT_UNREADABLE, PLATFORM_DOWN, AWS_UNREACHABLE,
 *   CONFIRMATION_NEEDED, NOT_ON_MOTO for a version or alias that is named
 */
export async function invoke(options: InvokeOptions, context: ActionContext): Promise<InvokeResult> {
  const { cwd, env, io, signal } = context;
  const workspace = loadWorkspace(cwd);
  const [service] = selectServices(workspace, [options.service]);
  const event = readEvent(options.event, cwd);
  const platform = await openPlatform({ workspace, engine: "auto", env, io });
  const place = await functionPlace(options, platform, await platform.engine.observe(), context);
  const record = recordsAt(platform, place).read(options.service);
  const functions = record === undefined ? [] : functionsOf(record);
  const chosen = chooseFunction(service?.name ?? options.service, functions, options.function);
  if (options.qualifier !== undefined && options.qualifier !== "$LATEST" && (await isMoto(place))) {
    throw new MsxError("NOT_ON_MOTO", { what: `msx invoke --qualifier ${options.qualifier}` });
  }
  await confirmPlace(place, options.yes, context);
  const clients = clientsAt(place);
  try {
    const qualifier = options.qualifier ?? chosen.alias;
    const answer = await (await clients.lambda()).invoke(
      {
        ...{ FunctionName: chosen.name, Payload: Buffer.from(event) },
        ...(qualifier !== undefined && { Qualifier: qualifier }),
        ...(options.tail && { LogType: "Tail" as const }),
      },
      { abortSignal: signal },
    );
    return {
      ...{
        service: options.service,
        function: chosen.name,
        // AWS always says which; who does not has run the newest.
        version: answer.ExecutedVersion ?? "$LATEST",
      },
      ...{ payload: parsed(answer.Payload), functionError: answer.FunctionError ?? null },
      ...(options.tail && { logs: platform.mask(Buffer.from(answer.LogResult ?? "", "base64").toString()) }),
    };
  } finally {
    clients.close();
  }
}

function parsed(payload: Uint8Array | undefined): unknown {
  const text = Buffer.from(payload ?? []).toString();
  try {
    return text === "" ? null : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}
