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
        "Resources:\n  Made: { Type: AWS::Logs::MetricFilter, Properties: { FilterPattern: made, MetricTransformations: [{ MetricName: Made, MetricNamespace: Notes, MetricValue: '1' }] } }\n",
      );
    },
    verdict: "pass",
    at: /config\/data\.yml:2/,
  },
  {
    title: "a client that nobody asks to count",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, "src/notes/create.ts", '  metrics.addMetric("Notes", "Count", 1);\n', "");
    },
    verdict: "fail",
    at: /serverless\.yml:\d+/,
  },
  {
    title: "a filter of the logs that makes no metric",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, "package.json", '"@aws-lambda-powertools/metrics": "2.0.0",', "");
      edit(
        repository,
        "config/data.yml",
        "Resources:\n",
        "Resources:\n  Made: { Type: AWS::Logs::MetricFilter, Properties: { FilterPattern: made, MetricTransformations: [] } }\n",
      );
    },
    verdict: "fail",
  },
  {
    title: "the embedded format in a value that nobody uses",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, "package.json", '"@aws-lambda-powertools/metrics": "2.0.0",', "");
      edit(
        repository,
        "src/notes/create.ts",
        /$/,
        '\nconst unused = { _aws: { CloudWatchMetrics: [{ Namespace: "Notes" }] } };\n',
      );
    },
    verdict: "fail",
  },
  {
    title: "in a function that nobody calls",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(
        repository,
        "src/notes/create.ts",
        'const metrics = new Metrics({ namespace: "Notes" });',
        'const metrics = { addMetric() {} };\nfunction never() {\n  return new Metrics({ namespace: "Notes" });\n}',
      );
    },
    verdict: "fail",
  },
  {
    title: "in a file that nobody imports",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(
        repository,
        "src/notes/create.ts",
        'const metrics = new Metrics({ namespace: "Notes" });',
        "const metrics = { addMetric() {} };",
      );
      repository["src/notes/unused.ts"] =
        'import { Metrics } from "@aws-lambda-powertools/metrics";\nexport const metrics = new Metrics({ namespace: "Notes" });\nmetrics.addMetric("Notes", "Count", 1);\n';
    },
    verdict: "fail",
  },
  {
    title: "a message that is made and never sent",
    kind: "hostile",
    service: "sam/user-service",
    change: (repository) => {
      edit(repository, "sam/user-service/src/chassis/cloudwatch.ts", "client.send(", "Promise.resolve(");
    },
    verdict: "fail",
  },
  {
    title: "a template whose Resources is a text",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      repository["template.yaml"] =
        "Transform: AWS::Serverless-2016-10-31\nResources: |\n  A:\n    Type: AWS::Serverless::Function\n";
    },
    verdict: "manual",
    at: /template\.yaml/,
  },
  {
    title: "a template that is cut off",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      repository["template.yaml"] = (repository["template.yaml"] ?? "").slice(0, 700) + "\n  [";
    },
    verdict: "manual",
    at: /template\.yaml:\d+/,
  },
]);
