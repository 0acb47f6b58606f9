// `npm run bench [-- --only NAME] [--json] [--write-docs]`: figures as ratios against a peer or a floor measured in the
// same run. Absolute figures of a shared machine drift; the ratios are what to quote. Exits 1 when one misses its budget,
// 2 when none does but something could not be measured here (said why).
import { benchAmqp } from "./amqp.js";
import { benchAudit } from "./audit.js";
import { benchDynamoDb } from "./aws/dynamodb.js";
import { benchAwsEmulator } from "./aws/emulator.js";
import { type BenchResult, isWithinBudget } from "./bench-result.js";
import { benchDevReload } from "./dev-reload.js";
import { benchFunctionReload } from "./function-reload.js";
import { benchGateway } from "./gateway.js";
import { benchLambda } from "./lambda.js";
import { benchNewService } from "./new-service.js";
import { NotMeasured } from "./not-measured.js";
import { benchOrderService } from "./order-service/order-service.js";
import { benchOutbox } from "./outbox-cost.js";
import { benchPostgresStart } from "./postgres-start.js";
import { describeRun, toTable, writeDocs } from "./report.js";
import { benchUp } from "./up-against-compose.js";
import { benchEmbedded } from "./up-embedded.js";
import { benchVersion } from "./version.js";

const benches: Readonly<Record<string, () => BenchResult[] | Promise<BenchResult[]>>> = {
  version: () => [benchVersion()],
  "new-service": benchNewService,
  audit: benchAudit,
  up: benchUp,
  embedded: benchEmbedded,
  postgres: async () => [await benchPostgresStart()],
  gateway: benchGateway,
  outbox: benchOutbox,
  "order-service": benchOrderService,
  amqp: benchAmqp,
  aws: async () => [...(await benchAwsEmulator()), ...(await benchDynamoDb())],
  lambda: async () => [...(await benchLambda()), await benchFunctionReload()],
  "dev-reload": async () => [await benchDevReload()],
};

const args = process.argv.slice(2);
const only = args.includes("--only") ? args[args.indexOf("--only") + 1] : undefined;
if (only !== undefined && benches[only] === undefined) {
  throw new Error(`--only ${only}: there is ${Object.keys(benches).join(", ")}`);
}

const results: BenchResult[] = [];
const notMeasured: { bench: string; why: string }[] = [];
for (const [bench, measure] of Object.entries(benches)) {
  if (only !== undefined && only !== bench) continue;
  try {
    results.push(...(await measure()));
  } catch (error) {
    if (!(error instanceof NotMeasured)) throw error;
    notMeasured.push({ bench, why: error.message });
  }
}

const run = { ...describeRun(), results };
if (args.includes("--json")) console.log(JSON.stringify({ ...run, notMeasured }, null, 2));
else if (results.length > 0) console.log(toTable(results));
for (const { bench, why } of notMeasured) console.error(`${bench} was not measured: ${why}`);
if (args.includes("--write-docs") && results.length > 0) writeDocs(run);
if (!results.every(isWithinBudget)) process.exitCode = 1;
else if (notMeasured.length > 0) process.exitCode = 2;
