import { randomUUID } from "node:crypto";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { ServiceUnavailableError } from "./client.js";
import type { OpenApiDocument } from "./contract.js";
import { type Health, isServing } from "./health.js";
import { observeRequests } from "./http-observation.js";
import type { Logger } from "./logger.js";
import type { Metrics } from "./metrics.js";
import { badRequest, notFound, ProblemError, serviceUnavailable } from "./problem.js";
import { contractSchema, createValidatorCompiler, validationDetails } from "./validation.js";

const bodyLimitBytes = 256 * 1024;
/** Longer than callers keep idle connections, so that they close them and never send into a closing one. */
const keepAliveMs = 65_000;
const requestTimeoutMs = 30_000;

export interface HttpOptions {
  readonly contract: OpenApiDocument;
  readonly health: Health;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The problem that an error of what the service relies on is; undefined for any other error. */
  problemOf?(error: unknown): ProblemError | undefined;
}

/** The HTTP server with what every service has: contract, health, metrics, problem+json, traces. It does not listen yet. */
export function createHttpServer({
  contract,
  health,
  logger,
  metrics,
  problemOf = () => undefined,
}: HttpOptions): FastifyInstance {
  const toProblem = (error: unknown) => problemOf(error) ?? generalProblem(error);
  const app = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    keepAliveTimeout: keepAliveMs,
    requestTimeout: requestTimeoutMs,
    // Requests on open connections are answered until the end; they are asked to close instead.
    return503OnClosing: false,
    genReqId: (request) => headerText(request.headers["x-request-id"]) ?? randomUUID(),
    // Such as a path that cannot be decoded: it reaches no route, and no error handler.
    frameworkErrors: (error, request, reply) =>
      sendProblem(toProblem(error), request, reply.header("x-request-id", request.id)),
  });
  app.setValidatorCompiler(createValidatorCompiler(contract));
  app.addSchema(contractSchema(contract));
  acceptJson(app);
  app.setErrorHandler((error, request, reply) => sendProblem(toProblem(error), request, reply));
  app.setNotFoundHandler((request) => {
    throw notFound(`There is nothing at ${request.method} ${pathOf(request)}`);
  });
  observeRequests(app, metrics);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    if (!health.started && !isOperational(request)) throw serviceUnavailable("The service is starting");
  });
  app.addHook("onSend", async (_request, reply) => {
    // Asks callers that keep connections open to send their next request elsewhere.
    if (health.draining) reply.header("connection", "close");
  });
  addOperationalRoutes(app, { contract, health, logger, metrics });
  return app;
}

/** Some clients name a media type even where they send nothing, as with DELETE. */
function acceptJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    const text = body.toString();
    if (text === "") done(null, undefined);
    else if (holdsHalfCharacter(text)) done(badRequest("The request holds characters that cannot be stored"));
    else parse(request, text, done);
  });
}

/** Half a surrogate pair, as an escape: JSON can carry it, and no text can. */
function holdsHalfCharacter(json: string): boolean {
  const withoutPairs = json.replace(/\\\\|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}/g, " ");
  return /\\u[dD][89a-fA-F]/.test(withoutPairs);
}

/** Paths that are for operating the service, not for using it. */
export const operationalPaths: readonly string[] = [
  "/health/live",
  "/health/ready",
  "/metrics",
  "/openapi.json",
];

/** Whether a request is one of Consul, Kubernetes or Prometheus: no trace, no log line. */
export function isOperational(request: FastifyRequest): boolean {
  return operationalPaths.includes(pathOf(request));
}

function addOperationalRoutes(app: FastifyInstance, { contract, health, metrics }: HttpOptions): void {
  app.get("/health/live", async () => ({ status: "up" }));
  app.get("/health/ready", async (_request, reply) => {
    const readiness = await health.readiness();
    return reply.code(isServing(readiness) ? 200 : 503).send(readiness);
  });
  app.get("/metrics", async (_request, reply) => {
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.get("/openapi.json", async () => contract);
}

function sendProblem(problem: ProblemError, request: FastifyRequest, reply: FastifyReply): void {
  if (problem.status >= 500) request.log.error({ error: problem.cause ?? problem }, problem.message);
  reply
    .code(problem.status)
    .headers(problem.headers)
    .type("application/problem+json")
    .send(JSON.stringify(problem.toBody(pathOf(request))));
}

/** Every error as a problem. What the client need not know is logged only. */
function generalProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof ServiceUnavailableError) {
    return new ProblemError({
      status: 503,
      title: "Service Unavailable",
      detail: error.message,
      headers: { "retry-after": String(error.retryAfterSeconds) },
      cause: error,
    });
  }
  return (
    fromFastify(error) ?? new ProblemError({ status: 500, title: "Internal Server Error", cause: error })
  );
}

/** Fastify's own refusals: validation, malformed JSON, a body that is too large, a media type it does not know. */
function fromFastify(error: unknown): ProblemError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { validation, validationContext, statusCode } = error as Partial<FastifyError>;
  if (validation) {
    return badRequest(
      "The request does not fit the contract",
      validationDetails(validation, validationContext ?? ""),
    );
  }
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return undefined;
  return new ProblemError({
    status: statusCode,
    title: titles[statusCode] ?? "Bad Request",
    detail: error.message,
  });
}

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  413: "Content Too Large",
  414: "URI Too Long",
  415: "Unsupported Media Type",
};

function pathOf(request: FastifyRequest): string {
  return request.url.split("?", 1)[0] ?? request.url;
}

function headerText(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" && /^[\w.:-]{1,128}$/.test(value) ? value : undefined;
}
