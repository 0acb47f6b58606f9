import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { TargetUnderTest } from "../../conformance/targets/suite.js";
import { route } from "./echo-workspace.js";

const sources = fileURLToPath(new URL("echo-dotnet", import.meta.url));
const templates = fileURLToPath(new URL("../../../templates/microservice-dotnet/files", import.meta.url));

const dotnetServiceYaml = `apiVersion: msx/v1
kind: Service
name: echo
form: microservice
stack: dotnet
owner: team-test
http: { basePath: /api/v1/echo, gatewayPath: /api/echo }
owns: { database: none }
`;

/** A small ASP.NET Core service in the layout of the generated ones, with their Dockerfile: path in the service → text. */
function dotnetEchoFiles(): Readonly<Record<string, string>> {
  const files = readdirSync(sources, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const own = files.map((one): [string, string] => {
    const file = path.join(one.parentPath, one.name);
    return [path.relative(sources, file), readFileSync(file, "utf8")];
  });
  return {
    ...Object.fromEntries(own),
    "service.yaml": dotnetServiceYaml,
    Dockerfile: readFileSync(path.join(templates, "Dockerfile"), "utf8"),
    ".dockerignore": readFileSync(path.join(templates, "_dot_dockerignore"), "utf8"),
  };
}

/** What makes a version of it. */
function dotnetSettings(reply: string, ready = true): Readonly<Record<string, string>> {
  const file = "src/Domain/Settings.cs";
  const text = readFileSync(path.join(sources, file), "utf8")
    .replace('Reply => "one"', `Reply => ${JSON.stringify(reply)}`)
    .replace("Ready => true", `Ready => ${ready}`);
  return { [file]: text };
}

/** The service as a target's suite wants it, in a workspace with Consul and the gateway only, on whichever engine. */
export class DotnetEcho {
  readonly #workspace: { readonly name: string; write(file: string, text: string): void };

  constructor(workspace: { readonly name: string; write(file: string, text: string): void }) {
    this.#workspace = workspace;
    const disabled = "platform: { disabled: [postgres, rabbitmq, aws, tracing] }";
    workspace.write(
      "msx.yaml",
      `apiVersion: msx/v1\nkind: Workspace\nname: ${workspace.name}\n${disabled}\n`,
    );
    workspace.write("gateway/ocelot.json", JSON.stringify({ Routes: [route("echo")] }));
    this.write(dotnetEchoFiles());
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [file, text] of Object.entries(files)) this.#workspace.write(`services/echo/${file}`, text);
  }

  /** Gives it another version. */
  change(reply: string, ready = true): void {
    this.write(dotnetSettings(reply, ready));
  }

  /** @param gatewayUrl asked for anew each time: it is known once the workspace is up */
  target(run: TargetUnderTest["run"], gatewayUrl: () => Promise<string>): TargetUnderTest {
    return {
      ...{ target: "local", otherTarget: "lambda", service: "echo", run },
      answer: (reply) => this.change(reply),
      failToCome: () => {
        this.change("broken", false);
        return { code: "NOT_READY", why: "503 the moon is wrong" };
      },
      failToBuild: () => {
        this.change("unbuilt");
        return "a reply that must not go live";
      },
      ask: async () => {
        const answer = await fetch(`${await gatewayUrl()}/api/echo`);
        const { reply } = JSON.parse(await answer.text()) as { reply?: string };
        return { status: answer.status, ...(reply !== undefined && { text: reply }) };
      },
    };
  }
}
