import path from "node:path";
import type { MetricSink } from "../cloudwatch/metric-sink.js";
import type { StreamLog } from "../dynamodb/streams/stream-log.js";
import { AwsError, notEmulated } from "../front/aws-error.js";
import type { AwsCall, AwsInput, AwsService, RestAnswer, RestRequest } from "../front/aws-service.js";
import type { DirectHandler } from "../front/direct-handler.js";
import type { LogWriter } from "../logs/log-writer.js";
import type { TopicPublisher } from "../sns/topic-publisher.js";
import type { Queues } from "../sqs/queues.js";
import { CodeStore } from "./code/code-store.js";
import type { FunctionAnswer, FunctionInvoker } from "./function-invoker.js";
import { inspectRoute } from "./inspect-route.js";
import { AsyncEvents } from "./invoke/async-events.js";
import { Concurrency } from "./invoke/concurrency.js";
import { Destinations } from "./invoke/destinations.js";
import { checkSize, Invoker, maxAsyncBytes, maxSyncBytes, namedByArn } from "./invoke/invoker.js";
import { Provisioning } from "./invoke/provisioning.js";
import { resolveFunction } from "./invoke/resolve-function.js";
import { heldMs } from "./invoke/run-invocation.js";
import { notFound } from "./lambda-error.js";
import { Mappings } from "./mappings/mappings.js";
import { aliasOperations } from "./operations/alias-operations.js";
import { codeAt } from "./operations/code-location.js";
import { concurrencyOperations } from "./operations/concurrency-operations.js";
import { eventInvokeOperations } from "./operations/event-invoke-operations.js";
import { functionOperations } from "./operations/function-operations.js";
import { invokeOperation } from "./operations/invoke-operation.js";
import { mappingOperations } from "./operations/mapping-operations.js";
import { permissionOperations } from "./operations/permission-operations.js";
import type { ObjectReader } from "./operations/read-code.js";
import type { LambdaAnswer, LambdaOperation } from "./operations/request.js";
import { tagOperations } from "./operations/tag-operations.js";
import type { LambdaOptions } from "./options.js";
import { findRoute } from "./routes.js";
import { Environments } from "./runtime/environments.js";
import { Inspections } from "./runtime/inspections.js";
import type { FunctionRecord } from "./state/function-record.js";
import { Functions } from "./state/functions.js";

export interface LambdaParts {
  /** The emulator's data folder: code is kept below it. Without one it ends with the process. */
  readonly dataDir: string | undefined;
  readonly queues: Queues;
  /** Of DynamoDB, by ARN. */
  readonly streams: ReadonlyMap<string, StreamLog>;
  readonly topics: TopicPublisher;
  readonly logs: LogWriter;
  readonly metrics: MetricSink;
  /** Functions' code in buckets; asked when it is needed. */
  readonly objects: () => ObjectReader | undefined;
  readonly options?: LambdaOptions;
}

export interface Lambda {
  readonly service: AwsService;
  readonly invoker: FunctionInvoker;
  /** Debuggers' own way in, which is no part of AWS's API. */
  readonly inspect: DirectHandler;
  /**
   * Goes on with what was left: events, mappings, provisioned environments. Nothing runs before.
   * @param endpoint where the emulator is reached: functions' SDKs go there
   * @param settled resolves when what happened so far outlives the process
   */
  start(endpoint: string, settled: () => Promise<void>): void;
}

/** Lambda (API version 2015-03-31): functions in processes of this machine, behind the Lambda Runtime API. */
export function createLambda(parts: LambdaParts): Lambda {
  const { queues, streams, topics, options = {} } = parts;
  const ends = new AbortController();
  const functions = new Functions();
  const store = new CodeStore(parts.dataDir === undefined ? undefined : path.join(parts.dataDir, "lambda"));
  const maxEnvironments = options.maxEnvironments ?? 32;
  const inspections = new Inspections();
  const environments = new Environments({
    ...{ inspections, code: store, writer: parts.logs, maxEnvironments, idleMs: options.idleMs ?? 300_000 },
    onEnd(member) {
      const record = functions.get(member.runnable.identity);
      if (member.isProvisioned && record !== undefined) provisioning.update(record);
    },
  });
  const provisioning = new Provisioning(environments, maxEnvironments);
  const concurrency = new Concurrency(functions);
  const invoker = new Invoker({ functions, environments, concurrency, metrics: parts.metrics });
  const enqueue = (arn: string, payload: Buffer): boolean => {
    if (!isThere(functions, arn)) return false;
    checkSize(payload, maxAsyncBytes);
    events.take(arn, payload);
    return true;
  };
  const destinations = new Destinations({ queues, topics, enqueue });
  const events = new AsyncEvents({
    ...{ functions, invoker, destinations },
    options: {
      retryDelaysMs: options.asyncRetryDelaysMs ?? [1000, 2000],
      perFunction: options.asyncConcurrency ?? 4,
    },
  });
  let settled = async (): Promise<void> => undefined;
  const mappings = new Mappings({
    ...{ functions, invoker, queues, streams, destinations, ends: ends.signal },
    settled: () => settled(),
    options: { queueConcurrency: options.queueConcurrency ?? 2, streamRetryMs: options.streamRetryMs ?? 250 },
  });
  const changed = (record: FunctionRecord, isDeleted = false): void => {
    if (isDeleted) return environments.retire(record, () => false);
    provisioning.update(record);
    if (inspections.has(record)) warm(record);
  };
  /** A debugger needs a process to attach to before anybody calls the function. */
  const warm = (record: FunctionRecord): void => {
    void environments.warm({ identity: record, version: record.latest }, heldMs).catch(() => undefined);
  };
  const sweep = (): Promise<void> => store.sweep([...functions.codes(), ...environments.codes]);
  const functionParts = { functions, store, objects: parts.objects, changed, sweep };
  const operations: Readonly<Record<string, LambdaOperation>> = {
    ...functionOperations(functionParts),
    ...aliasOperations(functionParts),
    ...permissionOperations(functionParts),
    ...concurrencyOperations({ ...functionParts, concurrency, provisioning }),
    ...eventInvokeOperations(functionParts),
    ...tagOperations(functions),
    ...mappingOperations({ functions, mappings, queues, streams }),
    ...invokeOperation(functions, invoker, events),
  };
  return {
    service: {
      ...{ name: "lambda", operations: {}, durable: functions },
      rest: { errors: "json", handle: (request, call) => handle(operations, store, request, call) },
      close() {
        ends.abort();
        events.close();
        mappings.close();
        provisioning.close();
        functions.seal();
        environments.close();
        store.close();
      },
    },
    invoker: {
      has: (arn) => isThere(functions, arn),
      async invoke(arn, payload) {
        checkSize(payload, maxSyncBytes);
        return answerOf(await invoker.runArn(arn, payload));
      },
      enqueue,
    },
    start(endpoint, whenSettled) {
      environments.endpoint = endpoint;
      settled = whenSettled;
      provisioning.start(functions.all);
      events.start();
      mappings.start();
      // What a crash has left behind.
      void sweep().catch(() => undefined);
    },
    inspect: inspectRoute({ functions, inspections, environments, warm }),
  };
}

function answerOf(result: Awaited<ReturnType<Invoker["runArn"]>>): FunctionAnswer {
  const { payload, executedVersion, errorType } = result;
  return { payload, executedVersion, ...(errorType !== undefined && { functionError: "Unhandled" }) };
}

function isThere(functions: Functions, arn: string): boolean {
  try {
    resolveFunction(functions, namedByArn(arn), 1);
    return true;
  } catch {
    return false;
  }
}

async function handle(
  operations: Readonly<Record<string, LambdaOperation>>,
  store: CodeStore,
  request: RestRequest,
  call: AwsCall,
): Promise<RestAnswer> {
  const { method, path: place, query, headers, body } = request;
  const package_ = method === "GET" ? codeAt(place) : undefined;
  if (package_ !== undefined) return downloaded(store, package_);
  const route = findRoute(method, place, query);
  const operation = route === undefined ? undefined : operations[route.operation];
  if (route === undefined || operation === undefined) throw notEmulated(`${method} ${place} of lambda`);
  const input = route.operation === "Invoke" ? {} : readInput(body);
  const answer = await operation({ path: route.path, query, headers, input, body, call });
  return written(answer, call.requestId);
}

async function downloaded(store: CodeStore, sha256: string): Promise<RestAnswer> {
  const body = await store.zip({ sha256, size: 0 }).catch(() => {
    throw notFound("There is no such package");
  });
  return { headers: { "content-type": "application/zip" }, body };
}

function readInput(body: Buffer): AwsInput {
  if (body.length === 0) return {};
  try {
    const parsed: unknown = JSON.parse(body.toString("utf8"));
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed as AwsInput;
  } catch {
    // Said below.
  }
  throw new AwsError("SerializationException", "The body is not a JSON object");
}

function written({ status, output, raw }: LambdaAnswer, requestId: string): RestAnswer {
  const headers = { "x-amzn-requestid": requestId };
  const kept = status === undefined ? {} : { status };
  if (raw !== undefined) return { ...kept, ...raw, headers: { ...headers, ...raw.headers } };
  if (output === undefined) return { ...kept, headers };
  return {
    ...kept,
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(output),
  };
}
