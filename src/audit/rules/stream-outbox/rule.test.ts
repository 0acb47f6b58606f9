import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

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
]);
