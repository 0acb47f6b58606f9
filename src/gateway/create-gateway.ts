import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { ActiveExchanges } from "./active-exchanges.js";
import type {
  AuthenticationProviders,
  AwsAccess,
  ConsulAddress,
  GatewayConfig,
} from "./config/gateway-config.js";
import { CORS_RESPONSE_HEADERS, type CorsOptions } from "./cors.js";
import { Discovery } from "./discovery/discovery.js";
import type { InstanceSource } from "./discovery/instance-source.js";
import { drainServer } from "./drain.js";
import { type GatewayLog, silentLog } from "./gateway-log.js";
import { type HealthReport, reportHealth } from "./health-report.js";
import { forwardToFunction } from "./lambda/forward-to-function.js";
import { FunctionClient } from "./lambda/function-client.js";
import { checkProviders } from "./policies/check-providers.js";
import { PolicyFactory } from "./policies/route-policies.js";
import { answerClientError } from "./proxy/client-error.js";
import { Exchange } from "./proxy/exchange.js";
import { type ForwarderOptions, forward } from "./proxy/forwarder.js";
import { hasUnreadBody, isWebSocketHandshake, openUpgrade } from "./proxy/upgrade.js";
import { UpstreamRegistry } from "./proxy/upstream.js";
import { handleRequest, recordExchange } from "./request-handler.js";
import { compileRoute } from "./routing/route.js";
import { RouteTable } from "./routing/route-table.js";
import { SpanExporter } from "./tracing/span-exporter.js";
import { isSampled } from "./tracing/trace-context.js";

/** How a gateway behaves; every field has a default. Durations in milliseconds. */
export interface GatewayOptions {
  /** Consul, for routes with a `ServiceName`; takes precedence over the one in the route file. */
  readonly consul?: ConsulAddress | undefined;
  /** AWS, for routes with `LambdaOptions`; without it they are answered with 503. */
  readonly aws?: AwsAccess | undefined;
  /** Base URL of an OTLP/HTTP collector; without it no spans are made and trace context is passed through. */
  readonly otlpEndpoint?: string | undefined;
  /** Who issues tokens, by the key that routes name; each takes precedence over the one in the route file. */
  readonly authenticationProviders?: AuthenticationProviders;
  /** Shortest time between two fetches of an issuer's keys for tokens signed by an unknown one; default 10 s. */
  readonly jwksCooldownMs?: number;
  /** `service.name` of the gateway's spans; default `gateway`. */
  readonly serviceName?: string;
  /** Default: any origin. `false` leaves CORS to the services. */
  readonly cors?: CorsOptions | false;
  /** Longest wait for an upstream's response headers where the route names none; default 30 s. */
  readonly defaultTimeoutMs?: number;
  /** Longest wait for a connection to an instance before the next is tried; default 3 s. */
  readonly connectTimeoutMs?: number;
  /** Longest wait for a client's header section; default 30 s. */
  readonly headersTimeoutMs?: number;
  /** Longest silence within a response body; default 5 minutes. */
  readonly bodyIdleTimeoutMs?: number;
  /** Addresses to dial instead of configured ones, `host:port` to `host:port`. */
  readonly hostMap?: Readonly<Record<string, string>>;
  readonly log?: GatewayLog;
}

/** A running (or not yet listening) gateway. */
export interface Gateway {
  /** Begins to listen; `port` 0 takes a free one. Rejects when the port cannot be had. */
  listen(options?: { readonly port?: number; readonly host?: string }): Promise<AddressInfo>;
  /** Where it listens; undefined when it does not. */
  readonly address: AddressInfo | undefined;
  /**
   * Replaces all routes at once. Requests under way finish on the routes they began with. Resolves when the new ones
   * are in use: as soon as Consul has answered for each new service, at most `ROUTES_READY_MS` later. Rejects with
   * `GatewayConfigError`, and keeps the routes it has, when a route needs Consul, or a provider of tokens, and there is
   * none.
   */
  setRoutes(config: GatewayConfig): Promise<void>;
  /** What `GET /health` answers now. */
  health(): HealthReport;
  /**
   * Stops accepting, lets requests under way finish for at most `graceMs` (default 10 s), then cuts what is left.
   * Resolves to the number of requests cut.
   */
  close(options?: { readonly graceMs?: number }): Promise<number>;
}

/** How long new routes wait for Consul's first answer before they are used without it. */
export const ROUTES_READY_MS = 2000;

/** Longest section of request line and header fields, in bytes; past it the answer is 431. */
const MAX_HEADER_BYTES = 16 * 1024;

/** Makes a gateway with no routes; it answers 404 to everything but `/health` until `setRoutes`. */
export function createGateway(options: GatewayOptions = {}): Gateway {
  return new HttpGateway(options);
}

class HttpGateway implements Gateway {
  readonly #options: GatewayOptions;
  readonly #log: GatewayLog;
  readonly #cors: CorsOptions | undefined;
  readonly #registry: UpstreamRegistry;
  readonly #discovery: Discovery;
  readonly #policies: PolicyFactory;
  readonly #exporter: SpanExporter | undefined;
  readonly #forwarding: ForwarderOptions;
  readonly #functions: FunctionClient | undefined;
  readonly #server: Server;
  readonly #active = new ActiveExchanges();
  #table = new RouteTable([]);
  #fileHash: string | undefined;
  #status: "starting" | "up" | "draining" = "starting";
  #settingRoutes: Promise<void> = Promise.resolve();

  constructor(options: GatewayOptions) {
    const { otlpEndpoint, connectTimeoutMs = 3000, bodyIdleTimeoutMs = 300_000, hostMap = {} } = options;
    this.#options = options;
    this.#log = options.log ?? silentLog;
    this.#cors = options.cors === false ? undefined : (options.cors ?? { origins: "*" });
    this.#registry = new UpstreamRegistry({ connectTimeoutMs, bodyIdleTimeoutMs, hostMap });
    this.#discovery = new Discovery(this.#registry, this.#log);
    this.#policies = new PolicyFactory(this.#log, options.jwksCooldownMs);
    this.#exporter =
      otlpEndpoint === undefined
        ? undefined
        : new SpanExporter(otlpEndpoint, options.serviceName ?? "gateway", this.#log);
    this.#forwarding = {
      replacedHeaders: new Set(["x-request-id", ...(this.#cors === undefined ? [] : CORS_RESPONSE_HEADERS)]),
      record: (span) => this.#exporter?.add(span),
    };
    this.#functions = options.aws && new FunctionClient(options.aws, connectTimeoutMs);
    this.#server = this.#createServer();
  }

  get address(): AddressInfo | undefined {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address : undefined;
  }

  listen({ port = 8080, host = "127.0.0.1" } = {}): Promise<AddressInfo> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        resolve(this.#server.address() as AddressInfo);
      });
    });
  }

  setRoutes(config: GatewayConfig): Promise<void> {
    const next = this.#settingRoutes.then(() => this.#replaceRoutes(config));
    this.#settingRoutes = next.catch(() => {});
    return next;
  }

  health(): HealthReport {
    return reportHealth(this.#status, this.#table, this.#fileHash);
  }

  async close({ graceMs = 10_000 } = {}): Promise<number> {
    this.#status = "draining";
    for (const { res } of this.#active) res.shouldKeepAlive = false;
    const cut = await drainServer(this.#server, this.#active, graceMs);
    await this.#exporter?.close(2000);
    await this.#discovery.close();
    await this.#functions?.close();
    this.#registry.destroy();
    return cut;
  }

  #createServer(): Server {
    const server = createServer(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        insecureHTTPParser: false,
        requireHostHeader: true,
        headersTimeout: this.#options.headersTimeoutMs ?? 30_000,
        connectionsCheckingInterval: Math.min(5000, this.#options.headersTimeoutMs ?? 5000),
        requestTimeout: 300_000,
        // Longer than the clients' own, so that it is not this side that closes a connection about to be used.
        keepAliveTimeout: 75_000,
      },
      (req, res) => this.#onRequest(req, res),
    );
    // By default node silently leaves out what comes after the 2000th field; the size limit above is enough.
    server.maxHeadersCount = 0;
    server.on("upgrade", (req, socket, head) => this.#onUpgrade(req, socket, head));
    server.on("clientError", (error, socket) => {
      const active = [...this.#active].filter(({ req }) => req.socket === socket);
      answerClientError(error, socket, active);
    });
    return server;
  }

  #onRequest(req: IncomingMessage, res: ServerResponse): void {
    this.#handle(new Exchange(req, res));
  }

  /** Node hands over every request with `Connection: upgrade`, whatever it asks for, and leaves its connection to us. */
  #onUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    const upgrade = openUpgrade(req, socket, head);
    const isTunnel = isWebSocketHandshake(req) && !hasUnreadBody(req);
    const exchange = new Exchange(req, upgrade.res, isTunnel ? upgrade : undefined);
    if (isTunnel || !hasUnreadBody(req)) {
      this.#handle(exchange);
      return;
    }
    this.#track(exchange);
    exchange.target = { path: (req.url ?? "/").split("?")[0] ?? "/", query: "" };
    const detail = "A request with a body cannot switch protocols.";
    exchange.fail({ status: 400, title: "Bad Request", detail }, "refused");
  }

  #handle(exchange: Exchange): void {
    this.#track(exchange);
    handleRequest(exchange, { table: this.#table, cors: this.#cors, health: () => this.health() });
  }

  #track(exchange: Exchange): void {
    const { res } = exchange;
    exchange.recorded = this.#exporter !== undefined && isSampled(exchange.trace) && this.#exporter.accepts;
    if (this.#status === "draining") res.shouldKeepAlive = false;
    this.#active.add(exchange);
    res.once("close", () => this.#onClose(exchange));
  }

  #onClose(exchange: Exchange): void {
    this.#active.delete(exchange);
    if (!exchange.res.writableEnded) exchange.onClientGone?.();
    exchange.judge(exchange.outcome);
    recordExchange(exchange, this.#log, exchange.recorded ? this.#exporter : undefined);
  }

  async #replaceRoutes(config: GatewayConfig): Promise<void> {
    const providers = { ...config.authenticationProviders, ...this.#options.authenticationProviders };
    checkProviders(config.routes, providers);
    const sources: InstanceSource[] = [];
    try {
      for (const route of config.routes) {
        sources.push(this.#discovery.open(route, this.#options.consul ?? config.consul));
      }
    } catch (error) {
      for (const source of sources) source.close();
      throw error;
    }
    await settledWithin(ROUTES_READY_MS, sources);
    const { defaultTimeoutMs = 30_000 } = this.#options;
    const previous = this.#table;
    this.#table = new RouteTable(
      config.routes.map((route, index) => {
        const source = sources[index];
        if (source === undefined) throw new Error(`no instance source for ${route.name}`);
        const { lambda } = route;
        const calling = { ...this.#forwarding, client: this.#functions };
        const send =
          lambda === undefined
            ? (exchange: Exchange) => forward(exchange, compiled, this.#forwarding)
            : (exchange: Exchange) => forwardToFunction(exchange, compiled, lambda, calling);
        const policies = this.#policies.create(route, source, providers);
        const compiled = compileRoute(route, source, defaultTimeoutMs, send, policies);
        return compiled;
      }),
    );
    this.#fileHash = config.fileHash;
    this.#policies.endReload();
    if (this.#status === "starting") this.#status = "up";
    for (const { source } of previous.routes) source.close();
  }
}

/** Waits until every source knows its instances, or the time is over. */
async function settledWithin(timeoutMs: number, sources: readonly InstanceSource[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([Promise.all(sources.map(({ ready }) => ready)), late]);
  clearTimeout(timer);
}
