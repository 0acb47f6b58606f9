import { describe, expect, it } from "vitest";
import { evidenceFor } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

type Files = Readonly<Record<string, string>>;

const main = (body: string, imports = "") =>
  `import Fastify from "fastify";\n${imports}\nconst app = Fastify();\n${body}\nawait app.listen({ port: 3000 });\n`;
const wrapAll = `import { ConsecutiveBreaker, ExponentialBackoff, circuitBreaker, handleAll, retry, timeout, TimeoutStrategy, wrap } from "cockatiel";\n`;
const R = `retry(handleAll, { maxAttempts: 3, backoff: new ExponentialBackoff() })`;
const B = `circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) })`;
const T = `timeout(2_000, TimeoutStrategy.Aggressive)`;
const policyTs = (b = B, r = R, t = T, pre = "") =>
  `${wrapAll}${pre}export const policy = wrap(${r}, ${b}, ${t});\n`;
const callTs = () =>
  `import { policy } from "./policy.js";\nexport async function payment(id: string) {\n  return policy.execute(({ signal }) => fetch(\`http://payments/\${id}\`, { signal }));\n}\n`;
const mainCall = main(
  `app.get("/orders/:id", async (r: any) => (await payment(r.params.id)).json());`,
  `import { payment } from "./client.js";`,
);
const std = (policy: string, client = callTs(), more: Files = {}): Files => ({
  "src/main.ts": mainCall,
  "src/client.ts": client,
  "src/policy.ts": policy,
  ...more,
});
const opo = `import CircuitBreaker from "opossum";\nimport pRetry from "p-retry";\n`;

/** A client in a class, with what else the class has. */
const inClass = (members: string): Files => ({
  "src/main.ts": mainCall,
  "src/client.ts": `${wrapAll}class Client {\n${members}\n  get(id: string) { return this.policy.execute(({ signal }) => fetch("http://payments/" + id, { signal })); }\n}\nconst client = new Client();\nexport const payment = (id: string) => client.get(id);\n`,
});

const hostile: Readonly<Record<string, Files>> = {
  "policies of a module each, of which one is left out": std(
    'import { wrap } from "cockatiel";\nimport { breaker } from "./breaker.js";\nimport { retries } from "./retry.js";\nimport { limit } from "./limit.js";\nexport const policy = wrap(retries, limit);\n',
    callTs(),
    {
      "src/breaker.ts": `${wrapAll}export const breaker = ${B};\n`,
      "src/retry.ts": `${wrapAll}export const retries = ${R};\n`,
      "src/limit.ts": `${wrapAll}export const limit = ${T};\n`,
    },
  ),
  "a breaker in a field that nobody reads": inClass(
    `  private readonly breaker = ${B};\n  private readonly policy = wrap(${R}, ${T});`,
  ),
  "a breaker in a field without modifiers that nobody reads": inClass(
    `  breaker = ${B};\n  policy = wrap(${R}, ${T});`,
  ),
  "a breaker in a # field that nobody reads": inClass(
    `  #breaker = ${B};\n  private readonly policy = wrap(${R}, ${T});`,
  ),
  "a breaker in a field that only another unread one names": inClass(
    `  private readonly breaker = ${B};\n  private readonly full = wrap(this.breaker, ${T});\n  private readonly policy = wrap(${R}, ${T});`,
  ),
  "a breaker in a field that the constructor sets": inClass(
    `  private readonly breaker: IPolicy;\n  private readonly policy = wrap(${R}, ${T});\n  constructor() { this.breaker = ${B}; }`,
  ),
  "a breaker in a field that runs something else": inClass(
    `  private readonly breaker = ${B};\n  private readonly policy = wrap(${R}, ${T});\n  ping() { return this.breaker.execute(() => Promise.resolve()); }`,
  ),
  "a breaker thrown away": std(
    `${wrapAll}const breaker = ${B};\nvoid breaker;\nexport const policy = wrap(${R}, ${T});\n`,
  ),
  "a breaker of a function that is exported and never called": std(
    `${wrapAll}export function makeBreaker() {\n  return ${B};\n}\nexport const policy = wrap(${R}, ${T});\n`,
  ),
  "a breaker of a class that is exported and never made": std(
    `${wrapAll}export class Guarded {\n  readonly breaker = ${B};\n  run<T>(work: () => Promise<T>) { return this.breaker.execute(work); }\n}\nexport const policy = wrap(${R}, ${T});\n`,
  ),
  "a client of another module": {
    "src/main.ts": mainCall,
    "src/http.ts": 'import axios from "axios";\nexport const http = axios.create({ timeout: 2000 });\n',
    "src/client.ts":
      'import { http as payments } from "./http.js";\nexport const payment = (id: string) => payments.get(`/${id}`);\n',
  },
  "a client of another module, by default, without a limit": {
    "src/main.ts": mainCall,
    "src/policy.ts": `${wrapAll}export const policy = wrap(${R}, ${B});\n`,
    "src/http.ts":
      'import axios from "axios";\nconst http = axios.create({ timeout: 0 });\nexport default http;\n',
    "src/client.ts":
      'import http from "./http.js";\nimport { policy } from "./policy.js";\nexport const payment = (id: string) => policy.execute(() => http.get(`/${id}`));\n',
  },
  "a condition that ends with false": std(
    `${wrapAll}const safe = process.env.SAFE === undefined && false;\nexport const policy = safe ? wrap(${R}, ${B}, ${T}) : wrap(${R}, ${T});\n`,
  ),
  "a breaker in tests alone": std(
    `${wrapAll}export let policy: any = wrap(${R}, ${T});\nif (process.env.NODE_ENV === "test") policy = wrap(${R}, ${B}, ${T});\n`,
  ),
  "a wrapper of its own beside the policy": std(
    policyTs() +
      "export async function protect(work: () => Promise<Response>) {\n  await policy.execute(() => Promise.resolve());\n  return work();\n}\n",
    'import { protect } from "./policy.js";\nexport const payment = (id: string) => protect(() => fetch(`http://payments/${id}`));\n',
  ),
  "flag computed from constants": std(
    `${wrapAll}const A = true;\nconst C = false;\nconst ON = A && C;\nexport const policy = ON ? wrap(${R}, ${B}, ${T}) : wrap(${R}, ${T});\n`,
  ),
  "flag frozen imported": std(
    `${wrapAll}import { features } from "./features.js";\nexport const policy = features.breaker ? wrap(${R}, ${B}, ${T}) : wrap(${R}, ${T});\n`,
    callTs(),
    { "src/features.ts": `export const features = Object.freeze({ breaker: false, retry: true });\n` },
  ),
  "breaker wraps another call": std(
    `${wrapAll}export const policy = wrap(${R}, ${T});\nexport const guard = ${B};\n`,
    `import { guard, policy } from "./policy.js";\nexport async function payment(id: string) {\n  await guard.execute(() => console.log("hello"));\n  return policy.execute(({ signal }) => fetch(\`http://payments/\${id}\`, { signal }));\n}\n`,
  ),
  "policy executed before, call outside": std(
    policyTs(),
    `import { policy } from "./policy.js";\nexport async function payment(id: string) {\n  await policy.execute(async () => undefined);\n  return fetch(\`http://payments/\${id}\`);\n}\n`,
  ),
  "opossum allowWarmUp never fire": {
    "src/main.ts": main(
      `app.get("/x", async () => (await call("1")).json());\nbreaker.fallback(() => null);\nbreaker.on("open", () => app.log.warn("open"));`,
      `${opo}const call = (id: string) => pRetry(() => fetch("http://payments/" + id, { signal: AbortSignal.timeout(1000) }), { retries: 3, minTimeout: 100 });\nconst breaker = new CircuitBreaker(call, { timeout: 1000, errorThresholdPercentage: 50 });`,
    ),
  },
  "p-retry retries 0": {
    "src/main.ts": main(
      `app.get("/x", async () => pRetry(() => breaker.fire("1"), { retries: 0, minTimeout: 100 }));`,
      `${opo}const call = (id: string) => fetch("http://payments/" + id);\nconst breaker = new CircuitBreaker(call, { timeout: 1000, errorThresholdPercentage: 50 });`,
    ),
  },
  "opossum timeout false": {
    "src/main.ts": main(
      `app.get("/x", async () => pRetry(() => breaker.fire("1"), { retries: 3, minTimeout: 100 }));`,
      `${opo}const call = (id: string) => fetch("http://payments/" + id);\nconst breaker = new CircuitBreaker(call, { timeout: false, errorThresholdPercentage: 50 });`,
    ),
  },
  "axios timeout constant 0": {
    "src/main.ts": main(
      `app.get("/x", async () => pRetry(() => breaker.fire("1"), { retries: 3, minTimeout: 100 }));`,
      `${opo}import axios from "axios";\nconst NEVER = 0;\nconst http = axios.create({ baseURL: "http://payments", timeout: NEVER });\nconst call = (id: string) => http.get("/" + id);\nconst breaker = new CircuitBreaker(call, { timeout: false, errorThresholdPercentage: 50 });`,
    ),
  },
  "AbortSignal of another fetch": {
    "src/main.ts": main(
      `app.get("/x", async () => pRetry(() => breaker.fire("1"), { retries: 3, minTimeout: 100 }));`,
      `${opo}const signal = AbortSignal.timeout(1000);\nconst call = (id: string) => fetch("http://payments/" + id);\nvoid signal;\nconst breaker = new CircuitBreaker(call, { timeout: false });`,
    ),
  },
  "retry attempts via object constant 0": std(
    `${wrapAll}const limits = { attempts: 0, ms: 2000 };\nexport const policy = wrap(retry(handleAll, { maxAttempts: limits.attempts, backoff: new ExponentialBackoff() }), ${B}, ${T});\n`,
  ),
  "timeout 2**53": std(policyTs(B, R, `timeout(Number.POSITIVE_INFINITY, TimeoutStrategy.Aggressive)`)),
  "timeout imported Infinity": std(
    `${wrapAll}import { PATIENCE } from "./limits.js";\nexport const policy = wrap(${R}, ${B}, timeout(PATIENCE, TimeoutStrategy.Aggressive));\n`,
    callTs(),
    { "src/limits.ts": `export const PATIENCE = Infinity;\n` },
  ),
  "breaker by handleWhen block false": std(
    policyTs(
      `circuitBreaker(handleWhen(() => { return false; }), { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) })`,
    ).replace("handleAll,", "handleAll, handleWhen,"),
  ),
  "breaker threshold MAX_SAFE": std(
    policyTs(
      `circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(NEVER) })`,
      R,
      T,
      `const NEVER = Number.MAX_SAFE_INTEGER;\n`,
    ),
  ),
  "unused export second policy": std(
    `${wrapAll}export const policy = wrap(${R}, ${T});\nexport const safePolicy = wrap(${R}, ${B}, ${T});\n`,
  ),
  "unused class client": {
    "src/main.ts": main(`app.get("/x", async () => (await fetch("http://payments/1")).json());`),
    "src/safe.ts": `${policyTs()}export class SafeClient { get(id: string) { return policy.execute(({ signal }) => fetch("http://payments/" + id, { signal })); } }\n`,
  },
  "noop in wrap": std(
    policyTs(`noop`)
      .replace("handleAll,", "handleAll, noop,")
      .replace(";\nexport", `;\nexport const theBreaker = ${B};\nexport`),
  ),
  "got retry limit 0": {
    "src/main.ts": main(
      `app.get("/x", async () => breaker.fire("1"));`,
      `import CircuitBreaker from "opossum";\nimport got from "got";\nconst client = got.extend({ prefixUrl: "http://payments", timeout: { request: 1000 }, retry: { limit: 0 } });\nconst call = (id: string) => client.get(id).json();\nconst breaker = new CircuitBreaker(call, { timeout: 3000, errorThresholdPercentage: 50 });`,
    ),
  },
};

const good: Readonly<Record<string, Files>> = {
  "a breaker in a field that another wraps": inClass(
    `  private readonly breaker = ${B};\n  private readonly policy = wrap(${R}, this.breaker, ${T});`,
  ),
  "a breaker in a field without modifiers": inClass(
    `  breaker = ${B}\n  policy = wrap(${R}, this.breaker, ${T})`,
  ),
  "a breaker in a # field that is taken apart": inClass(
    `  readonly breaker = ${B};\n  private policy = this.all();\n  private all() { const { breaker } = this; return wrap(${R}, breaker, ${T}); }`,
  ),
  "a policy that the constructor sets": inClass(
    `  private readonly breaker: IPolicy;\n  private readonly policy: IPolicy;\n  constructor() {\n    this.breaker = ${B};\n    this.policy = wrap(${R}, this.breaker, ${T});\n  }`,
  ),
  "a public field of another class": {
    "src/main.ts": mainCall,
    "src/policy.ts": `${wrapAll}export class Policies {\n  readonly payments = wrap(${R}, ${B}, ${T});\n}\n`,
    "src/client.ts":
      'import { Policies } from "./policy.js";\nconst policies = new Policies();\nexport const payment = (id: string) => policies.payments.execute(({ signal }) => fetch("http://payments/" + id, { signal }));\n',
  },
  "a static field of another class": {
    "src/main.ts": mainCall,
    "src/policy.ts": `${wrapAll}export class Policies {\n  static payments = wrap(${R}, ${B}, ${T});\n}\n`,
    "src/client.ts":
      'import { Policies } from "./policy.js";\nexport const payment = (id: string) => Policies.payments.execute(({ signal }) => fetch("http://payments/" + id, { signal }));\n',
  },
  "a policy of a function that is only imported by another name": std(
    `${wrapAll}import { makeBreaker as guard } from "./breaker.js";\nexport const policy = wrap(${R}, guard(), ${T});\n`,
    callTs(),
    { "src/breaker.ts": `${wrapAll}export function makeBreaker() {\n  return ${B};\n}\n` },
  ),
  "policies of a module each": std(
    'import { wrap } from "cockatiel";\nimport { breaker } from "./breaker.js";\nimport { retries } from "./retry.js";\nimport { limit } from "./limit.js";\nexport const policy = wrap(retries, breaker, limit);\n',
    callTs(),
    {
      "src/breaker.ts": `${wrapAll}export const breaker = ${B};\n`,
      "src/retry.ts": `${wrapAll}export const retries = ${R};\n`,
      "src/limit.ts": `${wrapAll}export const limit = ${T};\n`,
    },
  ),
  "a policy of a function that a module hands on": std(
    `${wrapAll}export function makePolicy() {\n  return wrap(${R}, ${B}, ${T});\n}\nexport const providers = { useFactory: makePolicy };\nexport const policy = build(providers);\n`,
  ),
  "a policy of a function that is exported and called": std(
    `${wrapAll}export function makeBreaker() {\n  return ${B};\n}\nexport const policy = wrap(${R}, makeBreaker(), ${T});\n`,
  ),
  "a client of another module, with a limit": {
    "src/main.ts": mainCall,
    "src/policy.ts": `${wrapAll}export const policy = wrap(${R}, ${B});\n`,
    "src/http.ts":
      'import axios from "axios";\nconst http = axios.create({ timeout: 2000 });\nexport default http;\n',
    "src/client.ts":
      'import http from "./http.js";\nimport { policy } from "./policy.js";\nexport const payment = (id: string) => policy.execute(() => http.get(`/${id}`));\n',
  },
  "a controller that a timer aborts": {
    "src/main.ts": mainCall,
    "src/policy.ts": `${wrapAll}export const policy = wrap(${R}, ${B});\n`,
    "src/client.ts":
      'import { policy } from "./policy.js";\nexport const payment = (id: string) => policy.execute(async () => {\n  const controller = new AbortController();\n  const timer = setTimeout(() => controller.abort(), 2000);\n  try { return await fetch(`http://payments/${id}`, { signal: controller.signal }); } finally { clearTimeout(timer); }\n});\n',
  },
  "a breaker but in tests": std(
    `${wrapAll}export let policy: any = wrap(${R}, ${B}, ${T});\nif (process.env.NODE_ENV === "test") policy = noop;\n`,
  ),
  plain: std(policyTs()),
  factory: std(
    `${wrapAll}export function makePolicy(ms: number, failures = 5) {\n  const breaker = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(failures) });\n  breaker.onBreak(() => console.warn("open"));\n  return wrap(${R}, breaker, timeout(ms, TimeoutStrategy.Aggressive));\n}\nexport const policy = makePolicy(2000);\n`,
  ),
  "constructor field class": {
    "src/main.ts": main(
      `const client = new PaymentClient("http://payments");\napp.get("/x/:id", async (r: any) => client.get(r.params.id));`,
      `import { PaymentClient } from "./client.js";`,
    ),
    "src/client.ts": `${wrapAll}import type { IPolicy } from "cockatiel";\nexport class PaymentClient {\n  readonly #policy: IPolicy;\n  constructor(private readonly base: string) {\n    this.#policy = wrap(${R}, ${B}, ${T});\n  }\n  async get(id: string): Promise<unknown> {\n    const response = await this.#policy.execute(({ signal }) => fetch(\`\${this.base}/payments/\${id}\`, { signal }));\n    return response.json();\n  }\n}\n`,
  },
  "policy handed by constructor": {
    "src/main.ts": main(
      `const client = new PaymentClient(policy);\napp.get("/x/:id", async (r: any) => client.get(r.params.id));`,
      `import { PaymentClient } from "./client.js";\nimport { policy } from "./policy.js";`,
    ),
    "src/policy.ts": policyTs(),
    "src/client.ts": `import type { IPolicy } from "cockatiel";\nexport class PaymentClient {\n  constructor(private readonly policy: IPolicy) {}\n  async get(id: string) {\n    return this.policy.execute(async ({ signal }) => {\n      const r = await fetch(\`http://payments/\${id}\`, { signal });\n      if (!r.ok) throw new Error(String(r.status));\n      return r.json();\n    });\n  }\n}\n`,
  },
  "index re-export": {
    "src/main.ts": mainCall.replace("./client.js", "./clients/index.js"),
    "src/clients/index.ts": `export * from "./payment-client.js";\n`,
    "src/clients/payment-client.ts": `import { policy } from "../resilience/index.js";\nexport const payment = (id: string) => policy.execute(({ signal }) => fetch(\`http://payments/\${id}\`, { signal }));\n`,
    "src/resilience/index.ts": `export { policy } from "./policy.js";\n`,
    "src/resilience/policy.ts": policyTs(),
  },
  "index re-export renamed default": {
    "src/main.ts": mainCall.replace("./client.js", "./clients/index.js"),
    "src/clients/index.ts": `export { default as payment } from "./payment-client.js";\n`,
    "src/clients/payment-client.ts": `import policy from "../resilience/index.js";\nexport default async function (id: string) { return policy.execute(({ signal }) => fetch(\`http://payments/\${id}\`, { signal })); }\n`,
    "src/resilience/index.ts": `export { default } from "./policy.js";\n`,
    "src/resilience/policy.ts": `${wrapAll}const policy = wrap(${R}, ${B}, ${T});\nexport default policy;\n`,
  },
  "template hole": std(
    `${wrapAll}const made: Record<string, ReturnType<typeof circuitBreaker>> = {};\nfunction keep(name: string, b: ReturnType<typeof circuitBreaker>) { made[name] = b; return name; }\nconst label = \`breaker:\${keep("payments", ${B})}\`;\nconsole.log(label);\nexport const policy = wrap(${R}, made.payments!, ${T});\n`,
  ),
  "map of policies": std(
    `${wrapAll}export const policies = new Map(["payments", "stock"].map((name) => [name, wrap(${R}, ${B}, ${T})] as const));\n`,
    `import { policies } from "./policy.js";\nexport async function payment(id: string) {\n  const policy = policies.get("payments");\n  if (!policy) throw new Error("none");\n  return policy.execute(({ signal }) => fetch(\`http://payments/\${id}\`, { signal }));\n}\n`,
  ),
  "async arrow in a promise all map": std(
    policyTs(),
    `import { policy } from "./policy.js";\nexport async function payment(id: string) {\n  const all = await Promise.all(["a", "b"].map(async (s) => policy.execute(async ({ signal }) => (await fetch(\`http://\${s}/\${id}\`, { signal })).json())));\n  return { json: () => all };\n}\n`,
  ),
  "higher order withPolicy": std(
    `${wrapAll}const policy = wrap(${R}, ${B}, ${T});\nexport const resilient = <A extends unknown[], T>(fn: (signal: AbortSignal, ...args: A) => Promise<T>) => (...args: A) => policy.execute(({ signal }) => fn(signal, ...args));\n`,
    `import { resilient } from "./policy.js";\nexport const payment = resilient(async (signal, id: string) => fetch(\`http://payments/\${id}\`, { signal }));\n`,
  ),
  "opossum with p-retry": {
    "src/main.ts": main(
      `app.get("/x/:id", async (r: any) => pRetry(() => breaker.fire(r.params.id), { retries: 3, minTimeout: 100, factor: 2 }));`,
      `${opo}async function call(id: string) { const r = await fetch("http://payments/" + id, { signal: AbortSignal.timeout(1500) }); return r.json(); }\nconst breaker = new CircuitBreaker(call, { timeout: 2000, errorThresholdPercentage: 50, resetTimeout: 30000 });\nbreaker.fallback(() => ({ cached: true }));`,
    ),
  },
  "opossum in class fire inside retry": {
    "src/main.ts": main(
      `const c = new PaymentClient();\napp.get("/x/:id", async (r: any) => c.get(r.params.id));`,
      `import { PaymentClient } from "./client.js";`,
    ),
    "src/client.ts": `${opo}import axios from "axios";\nexport class PaymentClient {\n  private readonly http = axios.create({ baseURL: "http://payments", timeout: 3000 });\n  private readonly breaker = new CircuitBreaker((id: string) => this.fetchPayment(id), { timeout: 3000, errorThresholdPercentage: 50, resetTimeout: 10000 });\n  get(id: string) { return pRetry(() => this.breaker.fire(id), { retries: 3, minTimeout: 200 }); }\n  private async fetchPayment(id: string) { const { data } = await this.http.get(\`/payments/\${id}\`); return data; }\n}\n`,
  },
  "opossum default import other name": {
    "src/main.ts": main(
      `app.get("/x/:id", async (r: any) => pRetry(() => breaker.fire(r.params.id), { retries: 3, minTimeout: 100 }));`,
      `import Breaker from "opossum";\nimport pRetry from "p-retry";\nconst call = (id: string) => fetch("http://payments/" + id);\nconst breaker = new Breaker(call, { timeout: 2000, errorThresholdPercentage: 50 });`,
    ),
  },
  "p-retry default renamed": {
    "src/main.ts": main(
      `app.get("/x/:id", async (r: any) => retryCall(() => breaker.fire(r.params.id), { retries: 3, minTimeout: 100 }));`,
      `import CircuitBreaker from "opossum";\nimport retryCall from "p-retry";\nconst call = (id: string) => fetch("http://payments/" + id);\nconst breaker = new CircuitBreaker(call, { timeout: 2000, errorThresholdPercentage: 50 });`,
    ),
  },
  "axios instance with axios-retry and opossum": {
    "src/main.ts": main(
      `app.get("/x/:id", async (r: any) => breaker.fire(r.params.id));`,
      `import CircuitBreaker from "opossum";\nimport axios from "axios";\nimport axiosRetry from "axios-retry";\nconst http = axios.create({ baseURL: "http://payments", timeout: 2000 });\naxiosRetry(http, { retries: 3, retryDelay: axiosRetry.exponentialDelay });\nconst breaker = new CircuitBreaker((id: string) => http.get("/" + id), { timeout: 8000, errorThresholdPercentage: 50 });`,
    ),
  },
  "got extend retry timeout opossum": {
    "src/main.ts": main(
      `app.get("/x/:id", async (r: any) => breaker.fire(r.params.id));`,
      `import CircuitBreaker from "opossum";\nimport got from "got";\nconst client = got.extend({ prefixUrl: "http://payments", timeout: { request: 2000 }, retry: { limit: 3 } });\nconst breaker = new CircuitBreaker((id: string) => client.get(id).json(), { timeout: 8000, errorThresholdPercentage: 50 });`,
    ),
  },
  "undici pool request": {
    "src/main.ts": main(
      `app.get("/x/:id", async (r: any) => policy.execute(async ({ signal }) => { const { body } = await request(\`http://payments/\${r.params.id}\`, { signal }); return body.json(); }));`,
      `import { request } from "undici";\nimport { policy } from "./policy.js";`,
    ),
    "src/policy.ts": policyTs(),
  },
  "cockatiel Policy namespace import": std(
    `import * as cockatiel from "cockatiel";\nexport const policy = cockatiel.wrap(cockatiel.retry(cockatiel.handleAll, { maxAttempts: 3, backoff: new cockatiel.ExponentialBackoff() }), cockatiel.circuitBreaker(cockatiel.handleAll, { halfOpenAfter: 10_000, breaker: new cockatiel.ConsecutiveBreaker(5) }), cockatiel.timeout(2000, cockatiel.TimeoutStrategy.Aggressive));\n`,
  ),
  "cockatiel renamed imports": std(
    `import { circuitBreaker as breakerPolicy, ConsecutiveBreaker, ExponentialBackoff, handleAll, retry as retryPolicy, timeout as timeoutPolicy, TimeoutStrategy, wrap } from "cockatiel";\nexport const policy = wrap(retryPolicy(handleAll, { maxAttempts: 3, backoff: new ExponentialBackoff() }), breakerPolicy(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }), timeoutPolicy(2000, TimeoutStrategy.Aggressive));\n`,
  ),
  "limits from other file": std(
    `${wrapAll}import { LIMITS } from "./limits.js";\nexport const policy = wrap(retry(handleAll, { maxAttempts: LIMITS.attempts, backoff: new ExponentialBackoff() }), ${B}, timeout(LIMITS.ms, TimeoutStrategy.Aggressive));\n`,
    callTs(),
    { "src/limits.ts": `export const LIMITS = { attempts: 3, ms: 2000 } as const;\n` },
  ),
  "abstract base client": {
    "src/main.ts": main(
      `const c = new PaymentClient();\napp.get("/x/:id", async (r: any) => c.payment(r.params.id));`,
      `import { PaymentClient } from "./payment-client.js";`,
    ),
    "src/base-client.ts": `import { policy } from "./policy.js";\nexport abstract class BaseClient {\n  constructor(private readonly base: string) {}\n  protected async get<T>(path: string): Promise<T> {\n    return policy.execute(async ({ signal }) => {\n      const response = await fetch(new URL(path, this.base), { signal });\n      return (await response.json()) as T;\n    });\n  }\n}\n`,
    "src/payment-client.ts": `import { BaseClient } from "./base-client.js";\nexport class PaymentClient extends BaseClient {\n  constructor() { super("http://payments"); }\n  payment(id: string) { return this.get<{ id: string }>(\`/payments/\${id}\`); }\n}\n`,
    "src/policy.ts": policyTs(),
  },
  "breaker conditional on config": std(
    `${wrapAll}const parts = [${R}, ${T}];\nif (process.env.BREAKER !== "off") parts.push(${B} as never);\nexport const policy = wrap(...(parts as any));\n`,
  ),
  "object of policies spread": std(
    `${wrapAll}const common = { halfOpenAfter: 10_000 };\nconst policies = { retry: ${R}, breaker: circuitBreaker(handleAll, { ...common, breaker: new ConsecutiveBreaker(5) }), timeout: ${T} };\nexport const policy = wrap(policies.retry, policies.breaker, policies.timeout);\n`,
  ),
  "static class member": std(
    `${wrapAll}export class Policies { static readonly payments = wrap(${R}, ${B}, ${T}); }\n`,
    `import { Policies } from "./policy.js";\nexport async function payment(id: string) {\n  return Policies.payments.execute(({ signal }) => fetch(\`http://payments/\${id}\`, { signal }));\n}\n`,
  ),
  "lazy singleton": std(
    `${wrapAll}import type { IPolicy } from "cockatiel";\nlet instance: IPolicy | undefined;\nexport function getPolicy(): IPolicy {\n  instance ??= wrap(${R}, ${B}, ${T});\n  return instance;\n}\n`,
    `import { getPolicy } from "./policy.js";\nexport async function payment(id: string) {\n  return getPolicy().execute(({ signal }) => fetch(\`http://payments/\${id}\`, { signal }));\n}\n`,
  ),
};

const packageJson = JSON.stringify({
  name: "order-service",
  type: "module",
  scripts: { start: "node src/main.js" },
  dependencies: Object.fromEntries(
    ["fastify", "cockatiel", "opossum", "p-retry", "axios", "axios-retry", "got", "undici"].map((name) => [
      name,
      "1.0.0",
    ]),
  ),
});
const verdictOf = (files: Files) =>
  rule.evaluate(evidenceFor({ ...files, "package.json": packageJson }, "."));

/** Made so that what follows names, modules and functions would follow them for ever. */
const endless: Readonly<Record<string, Files>> = {
  "modules that pass on each other": Object.fromEntries(
    Array.from({ length: 300 }, (_, at) => [
      `src/m${at}.ts`,
      `${Array.from({ length: 20 }, (_none, to) => `export * from "./m${(at * 3 + to * 17) % 300}.js";`).join("\n")}\nexport const http = axios.create({});\nimport { http as other } from "./m${(at + 2) % 300}.js";\nother.get("http://x");\n`,
    ]),
  ),
  "policies of policies": {
    "src/policies.ts": `${wrapAll}export const p0 = ${B};\n${Array.from({ length: 500 }, (_, at) => `export const p${at + 1} = wrap(${Array.from({ length: 20 }, () => `p${at}`).join(", ")});`).join("\n")}\nexport const go = () => p500.execute(() => fetch("http://x"));\n`,
  },
  "functions that hand on what they are given": {
    "src/run.ts": `export function run(work: any) { return run(() => run(() => run(() => work(work)))); }\n${Array.from({ length: 100 }, () => `${"run(() => ".repeat(40)}fetch("http://x")${")".repeat(40)};`).join("\n")}`,
  },
};

describe("clients in TypeScript", () => {
  it.each(Object.entries(endless))("%s come to an end", (_title, files) => {
    const start = process.cpuUsage();
    expect(verdictOf(files)).toMatchObject({ verdict: "fail" });
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(8);
  });

  it.each(Object.entries(good))("%s is protection", (_title, files) => {
    expect(verdictOf(files)).toMatchObject({ verdict: "pass" });
  });

  it.each(Object.entries(hostile))("%s is none", (_title, files) => {
    expect(verdictOf(files)).toMatchObject({ verdict: "fail" });
  });
});
