import { AwsError, notEmulated } from "./aws-error.js";
import type {
  AwsCall,
  AwsInput,
  AwsService,
  RequestHead,
  RestAnswer,
  RestRequest,
  StreamedRequest,
} from "./aws-service.js";
import { decodeQuery } from "./decode-query.js";
import { jsonProtocol, type Protocol, queryProtocol, restError } from "./protocols.js";
import { type Caller, readCaller } from "./read-caller.js";

/** Where the emulator says that it can be used, and what it emulates. */
const healthPath = "/_msx/health";

export interface FrontRequest extends RestRequest, Pick<AwsCall, "requestId" | "endpoint" | "signal"> {
  /** The body was not taken: every protocol says so in its own words. */
  readonly refused?: AwsError;
}

type Origin = Pick<AwsCall, "requestId" | "endpoint" | "signal">;

interface Context {
  readonly services: readonly AwsService[];
  /** Resolves when what was changed so far is kept; `all`: also what may wait. */
  settled(all?: boolean): Promise<void>;
}

/** Answers a request in the protocol it came in. Never rejects but for a failure of the journal. */
export async function answerRequest(request: FrontRequest, context: Context): Promise<RestAnswer> {
  const { method, path, headers } = request;
  if (path === healthPath && (method === "GET" || method === "HEAD")) return health(context.services);
  const caller = readCaller(headers, request.query);
  const target = headers["x-amz-target"];
  if (typeof target === "string") return answerJson(request, caller, target, context);
  const form = readForm(request);
  const action = form.get("Action");
  if (action !== null) return answerQuery(request, caller, form, action, context);
  return answerRest(request, caller, context);
}

/** The service that reads this request's body itself; undefined where the body is to be read first. */
export function streamingService(head: RequestHead, services: readonly AwsService[]): AwsService | undefined {
  if (head.path === healthPath) return undefined;
  const caller = readCaller(head.headers, head.query);
  return services.find(({ streaming }) => streaming?.takes(head, caller));
}

/** Answers a request whose body has not been read. Never rejects but for a failure of the journal. */
export async function answerStreamed(
  request: StreamedRequest & Origin,
  { streaming, showsAll }: AwsService,
  context: Context,
): Promise<RestAnswer> {
  try {
    if (streaming === undefined) throw notEmulated(request.path, "NotImplemented", 501);
    const answer = await streaming.handle(
      request,
      callOf(request, readCaller(request.headers, request.query)),
    );
    await context.settled(showsAll);
    return answer;
  } catch (error) {
    return restError(asAwsError(error), "xml", request.requestId);
  }
}

function health(services: readonly AwsService[]): RestAnswer {
  const body = JSON.stringify({ status: "ok", services: services.map(({ name }) => name).sort() });
  return { headers: { "content-type": "application/json" }, body };
}

function answerJson(
  request: FrontRequest,
  caller: Caller,
  target: string,
  context: Context,
): Promise<RestAnswer> {
  const [prefix, name = ""] = target.split(".");
  const service = context.services.find(({ json }) => json?.targetPrefix === prefix);
  const asked = /^application\/x-amz-json-(1\.[01])/.exec(String(request.headers["content-type"]))?.[1];
  const protocol = jsonProtocol(service, asked ?? service?.json?.version ?? "1.0", request.requestId);
  return perform(request, caller, context, {
    ...{ protocol, service, name, shown: target },
    input: () => parseJson(request.body),
  });
}

function answerQuery(
  request: FrontRequest,
  caller: Caller,
  form: URLSearchParams,
  action: string,
  context: Context,
): Promise<RestAnswer> {
  const service = context.services.find(({ name, query }) =>
    query === undefined
      ? false
      : caller.service === undefined
        ? query.version === form.get("Version")
        : name === caller.service,
  );
  return perform(request, caller, context, {
    ...{ protocol: queryProtocol(service, request.requestId), service, name: action },
    shown: `${action} of ${caller.service ?? `version ${form.get("Version")}`}`,
    input: () => decodeQuery(form, service?.query?.shapes[action]?.input ?? {}),
  });
}

interface Asked {
  readonly protocol: Protocol;
  readonly service: AwsService | undefined;
  readonly name: string;
  /** What is named when it is not emulated. */
  readonly shown: string;
  input(): AwsInput;
}

async function perform(
  request: FrontRequest,
  caller: Caller,
  context: Context,
  { protocol, service, name, shown, input }: Asked,
): Promise<RestAnswer> {
  try {
    const operation =
      service && Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
    if (operation === undefined) throw notEmulated(shown);
    if (request.refused !== undefined) throw request.refused;
    const output = await operation(input(), callOf(request, caller));
    // Reads too: nobody may learn of what is gone after a crash.
    await context.settled(service?.showsAll);
    return protocol.output(name, output);
  } catch (error) {
    return protocol.error(asAwsError(error));
  }
}

async function answerRest(request: FrontRequest, caller: Caller, context: Context): Promise<RestAnswer> {
  // Whoever signs nothing means S3: it alone serves anonymous readers.
  const { service: name = "s3" } = caller;
  const service = context.services.find((one) => one.name === name);
  try {
    if (service?.rest === undefined) {
      const [what, isS3] = [`${request.method} ${request.path} of ${name}`, name === "s3"];
      throw isS3 ? notEmulated(what, "NotImplemented", 501) : notEmulated(what);
    }
    if (request.refused !== undefined) throw request.refused;
    const answer = await service.rest.handle(request, callOf(request, caller));
    await context.settled(service.showsAll);
    return answer;
  } catch (error) {
    const style = service?.rest?.errors ?? (name === "s3" ? "xml" : "json");
    return restError(asAwsError(error), style, request.requestId);
  }
}

function callOf(request: RequestHead & Origin, { account, region }: Caller): AwsCall {
  const { requestId, endpoint, path, signal } = request;
  return { account, region, requestId, endpoint, path, signal };
}

/** The query protocol's parameters: a form, or the URL's. */
function readForm({ headers, body, query }: FrontRequest): URLSearchParams {
  const isForm = headers["content-type"]?.includes("application/x-www-form-urlencoded");
  return isForm ? new URLSearchParams([...query, ...new URLSearchParams(body.toString("utf8"))]) : query;
}

function parseJson(body: Buffer): AwsInput {
  try {
    const parsed: unknown = JSON.parse(body.toString("utf8") || "{}");
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed as AwsInput;
  } catch {
    // Said below.
  }
  const namespace = "com.amazon.coral.service";
  throw new AwsError("SerializationException", "The body is not a JSON object", { namespace });
}

/** What an operation threw without meaning to is a defect of ours: a failure of the service, as AWS would say. */
function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AwsError("InternalFailure", message, { status: 500, namespace: "com.amazon.coral.service" });
}
