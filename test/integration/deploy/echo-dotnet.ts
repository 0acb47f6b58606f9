import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const sources = fileURLToPath(new URL("echo-dotnet", import.meta.url));
const templates = fileURLToPath(new URL("../../../templates/microservice-dotnet/files", import.meta.url));

export const dotnetServiceYaml = `apiVersion: msx/v1
kind: Service
name: echo
form: microservice
stack: dotnet
owner: team-test
http: { basePath: /api/v1/echo, gatewayPath: /api/echo }
owns: { database: none }
`;

/** A small ASP.NET Core service in the layout of the generated ones, with their Dockerfile: path in the service → text. */
export function dotnetEchoFiles(): Readonly<Record<string, string>> {
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
export function dotnetSettings(reply: string, ready = true): Readonly<Record<string, string>> {
  const file = "src/Domain/Settings.cs";
  const text = readFileSync(path.join(sources, file), "utf8")
    .replace('Reply => "one"', `Reply => ${JSON.stringify(reply)}`)
    .replace("Ready => true", `Ready => ${ready}`);
  return { [file]: text };
}
