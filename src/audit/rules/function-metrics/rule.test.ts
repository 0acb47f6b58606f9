import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "not sent any more",
    kind: "bad",
    service: "sam/user-service",
    change(repository) {
      edit(
        repository,
        "sam/user-service/src/chassis/cloudwatch.ts",
        "new PutMetricDataCommand(",
        "Object.assign(",
      );
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "only in a comment",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      edit(
        repository,
        "src/notes/create.ts",
        'const metrics = new Metrics({ namespace: "Notes" });',
        'const metrics = { addMetric() {} }; // new Metrics({ namespace: "Notes" })',
      );
    },
    verdict: "fail",
  },
  {
    title: "without the library",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "package.json", '"@aws-lambda-powertools/metrics": "2.0.0",', "");
    },
    verdict: "fail",
  },
  {
    title: "where execution never comes",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "src/Shop/ApiFunction.cs",
        "await _cloudWatch.PutMetricDataAsync",
        "if (false) await _cloudWatch.PutMetricDataAsync",
      );
    },
    verdict: "fail",
  },
  {
    title: "switched off by the preprocessor",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "src/Shop/ApiFunction.cs",
        '        await _cloudWatch.PutMetricDataAsync(new PutMetricDataRequest { Namespace = "Shop" });',
        '#if false\n        await _cloudWatch.PutMetricDataAsync(new PutMetricDataRequest { Namespace = "Shop" });\n#endif',
      );
    },
    verdict: "fail",
  },
  {
    title: "derived from the logs",
    kind: "good",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "package.json", '"@aws-lambda-powertools/metrics": "2.0.0",', "");
      edit(
        repository,
        "config/data.yml",
        "Resources:\n",
        "Resources:\n  Made: { Type: AWS::Logs::MetricFilter, Properties: { FilterPattern: made } }\n",
      );
    },
    verdict: "pass",
    at: /config\/data\.yml:2/,
  },
]);
