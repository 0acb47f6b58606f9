import { edit } from "../../../../test/audit/check-rule.js";
import {
  checkServerlessRule,
  referenceCsharp,
  type ServerlessCase,
} from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

const consume = "src/Shop/ConsumeFunction.cs";
const csharpCondition = /^ +ConditionExpression = .*\n/m;
const handler = "Handler: Shop::Shop.ConsumeFunction::FunctionHandler";
const remind = "src/notes/remind.ts";
const condition = ', ConditionExpression: "attribute_not_exists(messageId)"';

checkServerlessRule(rule, [
  {
    title: "a write without a condition",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "src/notes/remind.ts", ', ConditionExpression: "attribute_not_exists(messageId)"', "");
    },
    verdict: "fail",
    at: /src\/notes\/remind\.ts:\d+/,
  },
  {
    title: "a condition in a comment",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "src/Shop/ConsumeFunction.cs",
        'ConditionExpression = "attribute_not_exists(Id)",',
        '// ConditionExpression = "attribute_not_exists(Id)",',
      );
    },
    verdict: "fail",
    at: /ConsumeFunction\.cs:\d+/,
  },
  {
    title: "the utility of Powertools",
    kind: "good",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "src/notes/remind.ts", ', ConditionExpression: "attribute_not_exists(messageId)"', "");
      edit(
        repository,
        "src/notes/remind.ts",
        "export const handler =",
        "export const handler = makeIdempotent(0 as never); const other =",
      );
      edit(
        repository,
        "package.json",
        '"@aws-lambda-powertools/logger"',
        '"@aws-lambda-powertools/idempotency": "2.0.0", "@aws-lambda-powertools/logger"',
      );
    },
    verdict: "pass",
    at: /remind\.ts:\d+/,
  },
  {
    title: "a handler that is not there",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(
        repository,
        "serverless.yml",
        "handler: src/notes/remind.handler",
        "handler: src/notes/gone.handler",
      );
    },
    verdict: "manual",
    at: /serverless\.yml:\d+/,
  },
  {
    title: "a generated consumer whose writes have no condition any more",
    kind: "bad",
    service: "trigger/events",
    change(repository) {
      for (const path of Object.keys(repository).filter((one) => one.startsWith("trigger/events/src/")))
        repository[path] = (repository[path] ?? "").replaceAll("attribute_not_exists(", "size(");
    },
    verdict: "fail",
    at: /\.ts:\d+/,
  },
  {
    title: "a condition in a function that nobody calls",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, remind, condition, "");
      edit(
        repository,
        remind,
        /$/,
        '\nfunction never() {\n  return { ConditionExpression: "attribute_not_exists(messageId)" };\n}\n',
      );
    },
    verdict: "fail",
    at: /remind\.ts:\d+/,
  },
  {
    title: "a condition in a value that nobody uses",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, remind, condition, "");
      edit(
        repository,
        remind,
        /$/,
        '\nconst unused = { ConditionExpression: "attribute_not_exists(messageId)" };\n',
      );
    },
    verdict: "fail",
    at: /remind\.ts:\d+/,
  },
  {
    title: "a condition in a log line",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, remind, condition, "");
      edit(
        repository,
        remind,
        "    try {\n",
        '    try {\n      console.log("attribute_not_exists(messageId), or on conflict do nothing");\n',
      );
    },
    verdict: "fail",
    at: /remind\.ts:\d+/,
  },
  {
    title: "a function of its own with the name of the utility",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, remind, condition, "");
      edit(
        repository,
        remind,
        "export const handler =",
        "const idempotent = <T>(work: T): T => work;\nexport const handler = idempotent(",
      );
      edit(repository, remind, "return { batchItemFailures };\n};", "return { batchItemFailures };\n});");
    },
    verdict: "fail",
    at: /remind\.ts:\d+/,
  },
  {
    title: "a condition in a file that the handler does not import",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, remind, condition, "");
      repository["src/notes/guard.ts"] = 'export const guard = "attribute_not_exists(messageId)";\n';
    },
    verdict: "fail",
    at: /remind\.ts:\d+/,
  },
  {
    title: "a condition where execution never comes",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(
        repository,
        remind,
        "await table.send(\n",
        "await table.send(new PutCommand({ TableName: process.env.NOTES_TABLE, Item: { messageId } }));\n      if (false) await table.send(\n",
      );
    },
    verdict: "fail",
    at: /remind\.ts:\d+/,
  },
  {
    title: "a handler that is a list",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(
        repository,
        "serverless.yml",
        "handler: src/notes/remind.handler",
        "handler: [src/notes/remind.handler]",
      );
    },
    verdict: "manual",
    at: /serverless\.yml:\d+/,
  },
  ...["sam/payment-service", "serverless/payment-service", "trigger/events"].flatMap(
    (service): ServerlessCase[] => [
      {
        title: `the generated ${service} in C#, as classes or as a program`,
        kind: "good",
        files: referenceCsharp,
        service,
        verdict: "pass",
        at: /src\/(?:Adapters|Chassis)\/\w+\.cs:\d+/,
      },
      {
        title: `the generated ${service} in C# whose writes have no condition any more`,
        kind: "bad",
        files: referenceCsharp,
        service,
        change(repository) {
          for (const path of Object.keys(repository).filter((one) => one.startsWith(`${service}/src/`)))
            repository[path] = (repository[path] ?? "").replaceAll("attribute_not_exists(", "size(");
        },
        verdict: "fail",
        at: /\.cs:\d+/,
      },
    ],
  ),
  {
    title: "a condition of another function in C#",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(repository, consume, csharpCondition, "");
      edit(
        repository,
        "src/Shop/ApiFunction.cs",
        "        return new",
        '        await _dynamo.PutItemAsync(new PutItemRequest { ConditionExpression = "attribute_not_exists(Id)" });\n        return new',
      );
    },
    verdict: "fail",
    at: /ConsumeFunction\.cs:\d+/,
  },
  {
    title: "a condition in a method in C# that nobody calls",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(repository, consume, csharpCondition, "");
      edit(
        repository,
        consume,
        "    private Task Keep(",
        '    private static string Never() => "attribute_not_exists(Id)";\n\n    private Task Keep(',
      );
    },
    verdict: "fail",
    at: /ConsumeFunction\.cs:\d+/,
  },
  {
    title: "a condition in a method that is called where execution never comes",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(repository, consume, csharpCondition, "");
      edit(
        repository,
        consume,
        "    private Task Keep(",
        '    private void Never()\n    {\n        if (false) Guard();\n    }\n\n    private static string Guard() => "attribute_not_exists(Id)";\n\n    private Task Keep(',
      );
      edit(repository, consume, "await Keep(record);", "Never();\n                await Keep(record);");
    },
    verdict: "fail",
    at: /ConsumeFunction\.cs:\d+/,
  },
  {
    title: "a condition in a class that another function uses, of the same name as one's own",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(repository, consume, "await Keep(record);", "await Store.Keep(record);");
      edit(
        repository,
        consume,
        "    private Task Keep(",
        "}\n\npublic static class Store\n{\n    public static Task Keep(",
      );
      edit(repository, consume, csharpCondition, "");
      repository["src/Shop/Other.cs"] =
        'namespace Shop.Other;\n\npublic static class Store\n{\n    public static string Keep() => "attribute_not_exists(Id)";\n}\n';
    },
    verdict: "fail",
    at: /ConsumeFunction\.cs:\d+/,
  },
  {
    title: "a condition behind an interface and an extension method",
    kind: "good",
    files: samCsharp,
    change(repository) {
      edit(repository, consume, csharpCondition, "            ConditionExpression = _table.NotThere(),\n");
      edit(
        repository,
        consume,
        "public class ConsumeFunction\n{",
        "public class ConsumeFunction\n{\n    private readonly ITables _table = Rooms.Tables;\n",
      );
      repository["src/Shop/Tables.cs"] = `namespace Shop;

public interface ITables { string Key(); }
public sealed class Tables : ITables { public string Key() => Guards.Condition; }
public static class Rooms { public static ITables Tables { get; } = new Tables(); }
public static class TableExtensions { public static string NotThere(this ITables tables) => tables.Key(); }
internal static class Guards { public const string Condition = "attribute_not_exists(Id)"; }
`;
    },
    verdict: "pass",
    at: /Tables\.cs:\d+/,
  },
  {
    title: "a handler that Lambda Annotations make",
    kind: "good",
    files: samCsharp,
    change: (repository) =>
      edit(
        repository,
        "template.yaml",
        handler,
        "Handler: Shop::Shop.ConsumeFunction_FunctionHandler_Generated::FunctionHandler",
      ),
    verdict: "pass",
    at: /ConsumeFunction\.cs:\d+/,
  },
  {
    title: "a handler that is an executable assembly",
    kind: "good",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", handler, "Handler: Shop");
      repository["src/Shop/Program.cs"] =
        "var function = new Shop.ConsumeFunction();\nawait LambdaBootstrapBuilder.Create<SQSEvent, SQSBatchResponse>(function.FunctionHandler).Build().RunAsync();\n";
    },
    verdict: "pass",
    at: /ConsumeFunction\.cs:\d+/,
  },
  ...[
    ["in another namespace", "Shop::Shop.Other.ConsumeFunction::FunctionHandler"],
    ["of another name", "Shop::Shop.ConsumeFunction::Handle"],
    ["of an assembly that no project makes", "Worker"],
    ["or another that is not there", '!If [IsProd, Worker, "Shop::Shop.ConsumeFunction::FunctionHandler"]'],
  ].map(
    ([title, written]): ServerlessCase => ({
      title: `a handler in C# ${title}`,
      kind: "bad",
      files: samCsharp,
      change: (repository) => edit(repository, "template.yaml", handler, `Handler: ${written}`),
      verdict: "manual",
      at: /template\.yaml:\d+/,
    }),
  ),
]);
