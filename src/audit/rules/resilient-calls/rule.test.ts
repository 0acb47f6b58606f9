import { checkRule, edit, type Repository, type RuleCase } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

const resilience = "services/order-service/src/chassis/resilience.ts";

/** What the cases below may name. */
const hollow = `
const none = 0;
class CircuitBreaker {
  onBreak(_listen: () => void) {}
  onReset(_listen: () => void) {}
  execute<T>(attempt: () => Promise<T>) {
    return attempt();
  }
}
`;
const own = `
class CircuitBreaker {
  #failures = 0;
  #openUntil = 0;
  onBreak(_listen: () => void) {}
  onReset(_listen: () => void) {}
  async execute<T>(attempt: () => Promise<T>) {
    if (Date.now() < this.#openUntil) throw new Error("open");
    try {
      return await attempt();
    } catch (error) {
      this.#failures += 1;
      if (this.#failures >= 3) this.#openUntil = Date.now() + 30_000;
      throw error;
    }
  }
}
`;

/** One more call in TypeScript, under opossum's breaker and a retry. */
function withOpossum(repository: Repository, options: string, named = ""): void {
  repository["services/order-service/src/main.ts"] += `
import CircuitBreaker, { type Options } from "opossum";
import pRetry from "p-retry";
${named}const call = (url: string) => fetch(url);
const breaker = new CircuitBreaker(call, ${options});
await pRetry(() => breaker.fire("http://payment-service/api/v1/payments"), { retries: 3, minTimeout: 200 });
`;
}

/** A client in C# whose calls run under one pipeline; another one may be made and never used. */
function withCsharp(
  repository: Repository,
  used: string,
  unused = "AddTimeout(TimeSpan.FromSeconds(9))",
): void {
  repository["services/order-service/Order.csproj"] =
    '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup><PackageReference Include="Polly.Core" Version="8.0.0" /></ItemGroup></Project>';
  repository["services/order-service/Payments.cs"] = `public class Payments(HttpClient http)
{
    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().${used}.Build();

    public Task<HttpResponseMessage> Pay() =>
        _pipeline.ExecuteAsync(async token => await http.GetAsync("http://payment-service/", token)).AsTask();
}
`;
  repository["services/order-service/Policies.cs"] = `public static class Policies
{
    public static ResiliencePipeline Unused() => new ResiliencePipelineBuilder().${unused}.Build();
}
`;
  repository["services/order-service/Program.cs"] = "builder.Services.AddSingleton<Payments>();\n";
}

checkRule(rule, [
  {
    title: "a bare call",
    kind: "bad",
    service: "services/order-service",
    change: (repository) => {
      repository["services/order-service/src/main.ts"] +=
        'await fetch("http://payment-service/api/v1/payments");\n';
    },
    verdict: "fail",
    at: /main.ts:\d+/,
  },
  {
    title: "policies that only a comment names",
    kind: "hostile",
    service: "services/order-service",
    change: (repository) => {
      repository["services/order-service/src/chassis/resilience.ts"] = (
        repository["services/order-service/src/chassis/resilience.ts"] ?? ""
      ).replace(/circuitBreaker\(/g, "none(/* circuitBreaker( */");
    },
    verdict: "fail",
  },
  {
    title: "a breaker that is only listened to",
    kind: "hostile",
    service: "services/order-service",
    change: (repository) =>
      edit(
        repository,
        "services/order-service/src/chassis/resilience.ts",
        "wrap(breaker, timeout(client.timeoutMs, TimeoutStrategy.Aggressive))",
        "wrap(timeout(client.timeoutMs, TimeoutStrategy.Aggressive))",
      ),
    verdict: "fail",
    at: /client.ts:\d+/,
  },
  {
    title: "a breaker around something else",
    kind: "hostile",
    service: "services/order-service",
    change: (repository) => {
      edit(
        repository,
        "services/order-service/src/chassis/resilience.ts",
        "wrap(breaker, timeout(client.timeoutMs, TimeoutStrategy.Aggressive))",
        "wrap(timeout(client.timeoutMs, TimeoutStrategy.Aggressive));\n  void breaker.execute(() => Promise.resolve())",
      );
    },
    verdict: "fail",
    at: /client.ts:\d+/,
  },
  {
    title: "a transaction's execute around the call instead of a policy's",
    kind: "hostile",
    service: "services/order-service",
    change: (repository) => {
      edit(
        repository,
        "services/order-service/src/chassis/client.ts",
        "await resilience.execute(isRepeatable(request), (signal) =>",
        "await trx.execute(isRepeatable(request), (signal: AbortSignal) =>",
      );
    },
    verdict: "fail",
    at: /client.ts:\d+/,
  },
  {
    title: "a function that only bears a breaker's name",
    kind: "hostile",
    service: "services/order-service",
    change: (repository) => {
      const file = "services/order-service/src/chassis/resilience.ts";
      edit(repository, file, "  circuitBreaker,\n", "");
      repository[file] +=
        "\nfunction circuitBreaker(..._: unknown[]) {\n  return timeout(1, TimeoutStrategy.Aggressive);\n}\n";
    },
    verdict: "fail",
    at: /client.ts:\d+/,
  },
  {
    title: "a function of another file that only bears a breaker's name",
    kind: "hostile",
    service: "services/order-service",
    change: (repository) => {
      edit(repository, resilience, "  circuitBreaker,\n", "");
      repository[resilience] = `import { circuitBreaker } from "./breaker.js";\n${repository[resilience]}`;
      repository["services/order-service/src/chassis/breaker.ts"] =
        "export function circuitBreaker(..._: unknown[]): any {\n  return undefined;\n}\n";
    },
    verdict: "fail",
    at: /client.ts:\d+/,
  },
  ...[
    ["a retry of no attempts", "maxAttempts: client.retries", "maxAttempts: 0"],
    ["a retry of less than no attempts", "maxAttempts: client.retries", "maxAttempts: -1"],
    ["a retry of as many attempts as a constant: none", "maxAttempts: client.retries", "maxAttempts: none"],
    ["a retry without a pause", /\n +backoff: .*\n/, "\n"],
    ["a retry of what never fails", "retry(untilOpen,", "retry(handleWhen(() => false),"],
    ["a timeout that never comes", "timeout(client.timeoutMs,", "timeout(Infinity,"],
    ["a timeout of nothing", "timeout(client.timeoutMs,", "timeout(0,"],
    ["a timeout of the largest number", "timeout(client.timeoutMs,", "timeout(Number.MAX_SAFE_INTEGER,"],
    ["a breaker that never opens", "ConsecutiveBreaker(limits.failures)", "ConsecutiveBreaker(Infinity)"],
    [
      "a breaker that handles nothing",
      "circuitBreaker(handleAll,",
      "circuitBreaker(handleWhen(() => false),",
    ],
    ["a breaker where nothing comes", "circuitBreaker(handleAll, {", "false && circuitBreaker(handleAll, {"],
    [
      "a class that only bears a breaker's name",
      /circuitBreaker\(handleAll, \{[\s\S]*?\n {2}\}\)/,
      "new CircuitBreaker()",
    ],
  ].map(
    ([title, from, to]): RuleCase => ({
      title: title as string,
      kind: "hostile",
      service: "services/order-service",
      change: (repository) => {
        edit(repository, resilience, from as string | RegExp, to as string);
        repository[resilience] += hollow;
      },
      verdict: "fail",
      at: /client\.ts:\d+/,
    }),
  ),
  {
    title: "a breaker of its own that breaks",
    kind: "good",
    service: "services/order-service",
    change: (repository) => {
      edit(repository, resilience, /circuitBreaker\(handleAll, \{[\s\S]*?\n {2}\}\)/, "new CircuitBreaker()");
      repository[resilience] += own;
    },
    verdict: "pass",
  },
  ...[
    ["where it is made", "{ timeout: 2000, errorThresholdPercentage: 50 }", ""],
    ["of a name", "options", "const options = { timeout: 2000, errorThresholdPercentage: 50 };\n"],
  ].map(
    ([title, options, named]): RuleCase => ({
      title: `opossum's breaker with options ${title}`,
      kind: "good",
      service: "services/order-service",
      change: (repository) => withOpossum(repository, options as string, named as string),
      verdict: "pass",
    }),
  ),
  ...[
    ["switched off", "enabled: false", ""],
    ["switched off by a constant", "enabled: on", "const on = false;\n"],
    ["that opens at more than all", "errorThresholdPercentage: 100", ""],
    ["that has never seen enough", "volumeThreshold: Infinity", ""],
    ["to which nothing is an error", "errorFilter: (_error: Error, _url: string) => true", ""],
  ].map(
    ([title, option, named]): RuleCase => ({
      title: `a breaker of opossum ${title}`,
      kind: "hostile",
      service: "services/order-service",
      change: (repository) => withOpossum(repository, `{ timeout: 2000, ${option} }`, named as string),
      verdict: "fail",
      at: /main\.ts:\d+/,
    }),
  ),
  {
    title: "a breaker of opossum beside which the call is made",
    kind: "hostile",
    service: "services/order-service",
    change: (repository) => {
      withOpossum(repository, "{ timeout: 2000 }");
      edit(repository, "services/order-service/src/main.ts", "breaker.fire(", "call(");
    },
    verdict: "fail",
    at: /main\.ts:\d+/,
  },
  {
    title: "a breaker of opossum whose options, of a name, switch it off",
    kind: "hostile",
    service: "services/order-service",
    change: (repository) =>
      withOpossum(repository, "options", "const options: Options = { timeout: 2000, enabled: false };\n"),
    verdict: "fail",
    at: /main\.ts:\d+/,
  },
  {
    title: "policies in a function that nobody calls",
    kind: "hostile",
    service: "services/order-service",
    change: (repository) => {
      repository["services/order-service/src/main.ts"] +=
        'import { createResilience } from "./chassis/resilience.js";\nawait fetch("http://payment-service/api/v1/payments");\nexport function unused(config: any) {\n  return createResilience(config).execute(true, () => fetch("http://payment-service/"));\n}\n';
    },
    verdict: "fail",
    at: /main\.ts:\d+/,
  },
  ...[
    ["no time limit", "{ timeout: 0 }"],
    ["a time limit that never comes", "{ timeout: Infinity }"],
  ].map(
    ([title, options]): RuleCase => ({
      title: `a call with ${title}`,
      kind: "hostile",
      service: "services/order-service",
      change: (repository) => {
        repository["services/order-service/src/main.ts"] +=
          `await axios.get("http://payment-service/api/v1/payments", ${options});\n`;
      },
      verdict: "fail",
      at: /main\.ts:\d+/,
    }),
  ),
  {
    title: "a pipeline of C# with the policies of one that nobody uses",
    kind: "hostile",
    service: "services/order-service",
    change: (repository) =>
      withCsharp(
        repository,
        "AddTimeout(TimeSpan.FromSeconds(1))",
        "AddRetry(new()).AddCircuitBreaker(new())",
      ),
    verdict: "fail",
    at: /Payments\.cs:\d+/,
  },
  {
    title: "a pipeline of C# that tries again no times",
    kind: "hostile",
    service: "services/order-service",
    change: (repository) =>
      withCsharp(
        repository,
        "AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 0 }).AddCircuitBreaker(new()).AddTimeout(TimeSpan.FromSeconds(1))",
      ),
    verdict: "fail",
    at: /Payments\.cs:\d+/,
  },
  ...(
    [
      ["that never count anything", "ShouldHandle = _ => PredicateResult.False()", "fail"],
      ["that open it", "FailureRatio = 0.5", "pass"],
    ] as const
  ).map(
    ([title, set, verdict]): RuleCase => ({
      title: `a breaker of C# with options of a name ${title}`,
      kind: verdict === "pass" ? "good" : "hostile",
      service: "services/order-service",
      change: (repository) => {
        withCsharp(
          repository,
          "AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 3 }).AddCircuitBreaker(Limits).AddTimeout(TimeSpan.FromSeconds(1))",
        );
        edit(
          repository,
          "services/order-service/Payments.cs",
          "{\n",
          `{\n    private static readonly CircuitBreakerStrategyOptions Limits = new() { ${set} };\n`,
        );
      },
      verdict,
      at: /Payments\.cs:\d+/,
    }),
  ),
  {
    title: "a call of the service's own client in C#, whose calls are protected",
    kind: "good",
    service: "services/order-service",
    change: (repository) => {
      withCsharp(
        repository,
        "AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 3 }).AddCircuitBreaker(new()).AddTimeout(TimeSpan.FromSeconds(1))",
      );
      repository["services/order-service/Program.cs"] +=
        "builder.Services.AddHttpClient<PaymentClient>().AddStandardResilienceHandler();\n" +
        'app.MapGet("/{id}", (int id, PaymentClient client, CancellationToken token) => client.GetAsync(id, token));\n';
      repository["services/order-service/PaymentClient.cs"] =
        'public class PaymentClient(HttpClient http)\n{\n    public Task<HttpResponseMessage> GetAsync(int id, CancellationToken token) => http.GetAsync($"/{id}", token);\n}\n';
    },
    verdict: "pass",
  },
  {
    title: "a pipeline of C# with all three",
    kind: "good",
    service: "services/order-service",
    change: (repository) =>
      withCsharp(
        repository,
        "AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 3 }).AddCircuitBreaker(new()).AddTimeout(TimeSpan.FromSeconds(1))",
      ),
    verdict: "pass",
  },
]);
