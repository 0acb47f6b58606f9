import { reference, referenceCsharp } from "./check-serverless-rule.js";
import {
  checkServerlessMutations,
  commonServerlessMutations,
  runtimeMutations,
  serverlessMutation,
} from "./serverless-mutations.js";

const api = "src/Adapters/Handlers/Api.cs";
const create = "public static Handler<ApiEvent, ApiResult> Create() =>";

/** The order service of a mixed workspace: it hears what the user service says. */
const order = Object.entries(reference).filter(([path]) => /^\w+\/order-service\//.test(path));

checkServerlessMutations({ ...referenceCsharp, ...Object.fromEntries(order) }, "payment", [
  ...commonServerlessMutations,
  ...runtimeMutations("dotnet10", "dotnet6"),
  serverlessMutation("no-sibling-source", "user", (files) =>
    files.edit(
      "src/Adapters/Adapters.csproj",
      /<ProjectReference /,
      '<ProjectReference Include="../../../payment-service/src/Domain/Domain.csproj" />\n    <ProjectReference ',
    ),
  ),
  serverlessMutation("resilient-calls", "user", (files) =>
    files.edit(
      api,
      create,
      `private static readonly HttpClient Client = new();\n\n    public static Task<string> RatesAsync() => Client.GetStringAsync("https://rates.example/v1");\n\n    ${create}`,
    ),
  ),
  serverlessMutation("structured-logs", "user", (files) =>
    files.edit("src/Chassis/Log.cs", "line.ToJsonString(Json.Options)", "message"),
  ),
  serverlessMutation("tests-run", "user", (files) =>
    files.editAll(/^\.github\/workflows\/ci\.yml$/, "dotnet test", "dotnet build"),
  ),
  serverlessMutation("stream-outbox", "user", (files) =>
    files.edit(
      api,
      create,
      `public static readonly Task Told = new AmazonEventBridgeClient().PutEventsAsync(new PutEventsRequest());\n\n    ${create}`,
    ),
  ),
  serverlessMutation("idempotent-consumers", "consumer", (files) =>
    files.editAll(/^src\/.*\.cs$/, "attribute_not_exists(", "size("),
  ),
  serverlessMutation("function-metrics", "user", (files) =>
    files.edit("src/Chassis/Metrics.cs", '["CloudWatchMetrics"]', '["Figures"]'),
  ),
]);
