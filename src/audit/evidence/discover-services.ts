import nodePath from "node:path/posix";
import { nameProblem } from "../../workspace/name.js";
import type { FileTree } from "./file-tree.js";
import { type CsharpProject, parseCsharpProject } from "./package-references.js";
import { parseFile } from "./parsed-document.js";
import { describesFunctions, stackFiles } from "./serverless/stack-files.js";
import type { AuditedService } from "./service-evidence.js";

/** What makes a Node package a service: it answers requests or messages. */
const serverPackage =
  /^(?:fastify|express|koa|hono|restify|@hapi\/hapi|@nestjs\/core|@nestjs\/microservices|moleculer|amqplib|kafkajs|@grpc\/grpc-js)$/;

/**
 * Finds the services of a repository: folders with a `service.yaml`; where there is none, folders whose template or serverless.yml
 * describes functions, Node packages that depend on a server, and C# projects that build a web application or a worker.
 */
export function discoverServices(tree: FileTree): readonly AuditedService[] {
  const declared = tree.paths
    .filter((path) => path === "service.yaml" || path.endsWith("/service.yaml"))
    .flatMap((path) => fromManifest(tree, path));
  if (declared.length > 0) return declared;
  const functions = lambdaServices(tree);
  const servers = [...nodeServices(tree), ...dotnetServices(tree)].filter(
    ({ folder }) => !functions.some((one) => isWithin(folder, one.folder)),
  );
  const found = [...functions, ...servers];
  const [only] = found;
  // a repository of one service is that service, whichever folder its project lies in
  return found.length === 1 && only ? [{ ...only, folder: ".", alsoIn: [] }] : found;
}

function fromManifest(tree: FileTree, path: string): readonly AuditedService[] {
  const document = parseFile(path, tree.read(path) ?? "").documents[0];
  const kind = document?.at(["kind"]);
  if (kind !== undefined && kind !== "Service") return [];
  // Kubernetes has a kind Service too, and its manifest is often called service.yaml.
  const api = document?.at(["apiVersion"]);
  if (api !== undefined && !String(api).startsWith("msx/")) return [];
  const folder = nodePath.dirname(path);
  const name = document?.at(["name"]);
  return [
    {
      name:
        typeof name === "string" && nameProblem(name) === undefined ? name : folderName(folder, "service"),
      folder,
      form: document?.at(["form"]) === "lambda" ? "lambda" : "microservice",
      stack: document?.at(["stack"]) === "dotnet" ? "dotnet" : "typescript",
    },
  ];
}

/** One service a folder: what a template deploys together. A nested stack belongs to the one around it. */
function lambdaServices(tree: FileTree): readonly AuditedService[] {
  const files = stackFiles(tree).filter((path) => describesFunctions(tree, path));
  const folders = [...new Set(files.map((path) => nodePath.dirname(path)))];
  return folders
    .filter((folder) => !folders.some((other) => other !== folder && isWithin(folder, other)))
    .map((folder) => {
      const file = files.find((path) => nodePath.dirname(path) === folder) ?? "";
      const text = tree.read(file) ?? "";
      const named = /^service\s*:\s*["']?([a-z][a-z0-9-]*)/m.exec(text)?.[1];
      const stack = /\bdotnet(?:core)?\d/.test(text) ? "dotnet" : "typescript";
      return { name: named ?? folderName(folder, "functions"), folder, form: "lambda", stack } as const;
    });
}

function isWithin(folder: string, outer: string): boolean {
  return folder === outer || outer === "." || folder.startsWith(`${outer}/`);
}

function nodeServices(tree: FileTree): readonly AuditedService[] {
  return tree.paths
    .filter((path) => path === "package.json" || path.endsWith("/package.json"))
    .flatMap((path) => {
      const document = parseFile(path, tree.read(path) ?? "").documents[0];
      const dependencies = document?.at(["dependencies"]);
      if (typeof dependencies !== "object" || dependencies === null) return [];
      if (!Object.keys(dependencies).some((name) => serverPackage.test(name))) return [];
      const folder = nodePath.dirname(path);
      const name = document?.at(["name"]);
      const own = typeof name === "string" ? name.replace(/^@[^/]*\//, "") : folderName(folder, "service");
      return [{ name: own, folder, form: "microservice", stack: "typescript" } as const];
    });
}

function dotnetServices(tree: FileTree): readonly AuditedService[] {
  const projects = tree.paths
    .filter((path) => path.endsWith(".csproj"))
    .map((path) => parseCsharpProject(path, tree.read(path) ?? ""));
  return projects
    .filter(({ sdk, isTest }) => !isTest && /^Microsoft\.NET\.Sdk\.(?:Web|Worker)$/.test(sdk))
    .map((project) => {
      const folder = nodePath.dirname(project.file);
      return {
        name: nodePath.basename(project.file, ".csproj"),
        folder,
        form: "microservice",
        stack: "dotnet",
        alsoIn: [...libraries(projects, project), ...testsOf(projects, project)].filter(
          (other) => other !== folder,
        ),
      } as const;
    });
}

/** Folders of the projects a project is built from. */
function libraries(
  projects: readonly CsharpProject[],
  project: CsharpProject,
  seen = new Set<string>(),
): string[] {
  return project.references.flatMap(({ path }) => {
    const file = nodePath.join(nodePath.dirname(project.file), path);
    const next = projects.find((candidate) => candidate.file === file);
    if (!next || seen.has(file) || /\.Sdk\.(?:Web|Worker)$/.test(next.sdk)) return [];
    seen.add(file);
    return [nodePath.dirname(file), ...libraries(projects, next, seen)];
  });
}

function testsOf(projects: readonly CsharpProject[], project: CsharpProject): string[] {
  return projects
    .filter(
      ({ isTest, file, references }) =>
        isTest && references.some(({ path }) => nodePath.join(nodePath.dirname(file), path) === project.file),
    )
    .map(({ file }) => nodePath.dirname(file));
}

function folderName(folder: string, fallback: string): string {
  return folder === "." ? fallback : nodePath.basename(folder);
}
