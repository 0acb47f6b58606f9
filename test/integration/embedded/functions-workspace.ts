import { EmbeddedWorkspace } from "../../helpers/embedded.js";

const manifest = {
  ...{ name: "greeting-service", version: "0.0.0", private: true, type: "module" },
  scripts: { build: "node build.mjs" },
};
const lock = {
  ...{ name: "greeting-service", version: "0.0.0", lockfileVersion: 3, requires: true },
  packages: { "": { name: "greeting-service", version: "0.0.0" } },
};

const template = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, Default: dev }
Globals:
  Function:
    Runtime: nodejs20.x
    Handler: index.handler
    Role: !Sub "arn:aws:iam::\${AWS::AccountId}:role/functions"
    AutoPublishAlias: live
Resources:
  ApiFunction:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub "greeting-service-\${Stage}-api"
      CodeUri: dist/api/
      Environment: { Variables: { QUEUE_URL: !Ref Queue } }
      Events:
        Root: { Type: HttpApi, Properties: { Path: /api/v1/greetings, Method: ANY } }
        Rest: { Type: HttpApi, Properties: { Path: "/api/v1/greetings/{proxy+}", Method: ANY } }
  WorkerFunction:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub "greeting-service-\${Stage}-worker"
      CodeUri: dist/worker/
      Events:
        Queue: { Type: SQS, Properties: { Queue: !GetAtt Queue.Arn, BatchSize: 10 } }
  Queue:
    Type: AWS::SQS::Queue
    Properties: { QueueName: !Sub "greeting-service-\${Stage}" }
  Table:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      TableName: !Sub "greeting-service-\${Stage}"
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }]
`;

/** Bundles nothing: a file a function. */
export const buildScript = `import { cpSync } from "node:fs";
for (const name of ["api", "worker"]) cpSync(\`src/\${name}.mjs\`, \`dist/\${name}/index.mjs\`);
`;

/** Two functions behind aliases, an API, a queue, a table that is kept; its answer is what `answer` says. */
export class FunctionsWorkspace extends EmbeddedWorkspace {
  readonly service = "greeting-service";

  constructor(platform = "platform: { disabled: [postgres, rabbitmq, tracing] }") {
    super();
    this.write("msx.yaml", `apiVersion: msx/v1\nkind: Workspace\nname: ${this.name}\n${platform}\n`);
    this.file(
      "service.yaml",
      `apiVersion: msx/v1
kind: Service
name: greeting-service
form: lambda
stack: typescript
owner: team-test
http: { basePath: /api/v1/greetings, gatewayPath: /api/greetings }
owns: { database: dynamodb }
`,
    );
    this.write("gateway/ocelot.json", '{\n  "Routes": [],\n  "GlobalConfiguration": {}\n}\n');
    this.file("package.json", JSON.stringify(manifest));
    this.file("package-lock.json", JSON.stringify(lock));
    this.file(".gitignore", "dist/\n");
    this.file("template.yaml", template);
    this.file("build.mjs", buildScript);
    this.file(
      "src/worker.mjs",
      "export const handler = async ({ Records }) => { console.log(`took ${Records.length}`); };\n",
    );
    this.answer("hello");
  }

  /** Another service, of one function that answers with the files it was packed with, by serverless.yml. */
  serverlessService(name: string): void {
    const folder = `services/${name}`;
    const manifest = `apiVersion: msx/v1\nkind: Service\nname: ${name}\nform: lambda\nstack: typescript\nowner: team-test\n`;
    this.write(`${folder}/service.yaml`, manifest);
    this.write(
      `${folder}/serverless.yml`,
      `service: ${name}
provider: { name: aws, runtime: nodejs20.x }
package: { individually: true, patterns: ["!**"] }
functions:
  api:
    handler: src/api.handler
    package: { patterns: ["src/**", "!src/left-out.mjs"] }
    role: arn:aws:iam::000000000000:role/functions
    disableLogs: true
`,
    );
    this.write(`${folder}/src/left-out.mjs`, "");
    this.write(
      `${folder}/src/api.mjs`,
      `import { readdirSync } from "node:fs";
const root = process.env.LAMBDA_TASK_ROOT;
export const handler = async () => readdirSync(root, { recursive: true }).filter((one) => one.includes("."));
`,
    );
  }

  /** Of the service. */
  file(name: string, text: string): void {
    this.write(`services/${this.service}/${name}`, text);
  }

  /** Changes the sources, so that the API answers this. */
  answer(text: string): void {
    this.handler(
      `return { statusCode: 200, body: JSON.stringify({ text: ${JSON.stringify(text)}, path: event.rawPath }) };`,
    );
  }

  handler(body: string): void {
    this.file(
      "src/api.mjs",
      `export const handler = async (event) => {\n  console.log("asked", event.rawPath);\n  ${body}\n};\n`,
    );
  }
}
