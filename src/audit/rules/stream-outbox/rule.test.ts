import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule, type ServerlessCase } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

const answer = "  return { statusCode: 201 };";
const publish = "await bus.send(new PutEventsCommand({ Entries: [] }));";

checkServerlessRule(rule, [
  {
    title: "a function that writes and publishes",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(
        repository,
        "src/notes/create.ts",
        "  return { statusCode: 201 };",
        "  await bus.send(new PutEventsCommand({ Entries: [] }));\n  return { statusCode: 201 };",
      );
    },
    verdict: "fail",
    at: /create\.ts:\d+/,
  },
  {
    title: "only in a comment",
    kind: "good",
    files: serverlessTypescript,
    change(repository) {
      edit(
        repository,
        "src/notes/create.ts",
        "  return { statusCode: 201 };",
        "  // await bus.send(new PutEventsCommand({ Entries: [] }));\n  return { statusCode: 201 };",
      );
    },
    verdict: "pass",
    at: /publish\.ts:\d+/,
  },
  {
    title: "C# that writes and publishes",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "src/Shop/ConsumeFunction.cs",
        "        return new SQSBatchResponse",
        "        await _events.PutEventsAsync(new PutEventsRequest());\n        return new SQSBatchResponse",
      );
    },
    verdict: "fail",
    at: /ConsumeFunction\.cs:\d+/,
  },
  {
    title: "a generated handler that publishes past the stream",
    kind: "bad",
    service: "sam/user-service",
    change(repository) {
      edit(
        repository,
        "sam/user-service/src/adapters/service.ts",
        /^/,
        'import { eventBridge } from "../chassis/bus.js";\n',
      );
    },
    verdict: "fail",
    at: /bus\.ts:\d+/,
  },
  {
    title: "a function that writes and publishes, and also reads the stream",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "src/notes/create.ts", answer, `  ${publish}\n${answer}`);
      edit(
        repository,
        "serverless.yml",
        "      - http: { path: v1/notes, method: post }",
        "      - http: { path: v1/notes, method: post }\n      - stream: { type: dynamodb, arn: !GetAtt NotesTable.StreamArn }",
      );
    },
    verdict: "fail",
    at: /create\.ts:\d+/,
  },
  {
    title: "a command under another name",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      edit(
        repository,
        "src/notes/create.ts",
        /^/,
        'import { PutEventsCommand as Note } from "@aws-sdk/client-eventbridge";\n',
      );
      edit(
        repository,
        "src/notes/create.ts",
        answer,
        `  await bus.send(new Note({ Entries: [] }));\n${answer}`,
      );
    },
    verdict: "fail",
    at: /create\.ts:\d+/,
  },
  {
    title: "a write by a statement",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "src/notes/create.ts", "new PutCommand(", "new ExecuteStatementCommand(");
      edit(repository, "src/notes/create.ts", answer, `  ${publish}\n${answer}`);
    },
    verdict: "fail",
    at: /create\.ts:\d+/,
  },
  {
    title: "published by a helper in another file",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      repository["src/notes/tell.ts"] = `export async function tell() {\n  ${publish}\n}\n`;
      edit(repository, "src/notes/create.ts", /^/, 'import { tell } from "./tell.js";\n');
      edit(repository, "src/notes/create.ts", answer, `  await tell();\n${answer}`);
    },
    verdict: "fail",
    at: /tell\.ts:\d+/,
  },
  ...[
    ["in a string", 'logger.info("new PutEventsCommand({})");'],
    ["where nothing comes", `if (false) ${publish}`],
  ].map(
    ([title, text]): ServerlessCase => ({
      title: `published only ${title}`,
      kind: "good",
      files: serverlessTypescript,
      change: (repository) => edit(repository, "src/notes/create.ts", answer, `  ${text}\n${answer}`),
      verdict: "pass",
      at: /publish\.ts:\d+/,
    }),
  ),
  ...["", "\0", "export const handler = {", "}}}}"].map(
    (text): ServerlessCase => ({
      title: `beside a handler that is no code: ${JSON.stringify(text)}`,
      kind: "hostile",
      files: serverlessTypescript,
      change(repository) {
        repository["src/notes/remind.ts"] = text;
        edit(repository, "src/notes/create.ts", answer, `  ${publish}\n${answer}`);
      },
      verdict: "fail",
      at: /create\.ts:\d+/,
    }),
  ),
]);
