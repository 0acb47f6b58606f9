import nodePath from "node:path/posix";
import { nameProblem } from "../../workspace/name.js";
import type { FileTree } from "./file-tree.js";
import { type CsharpProject, parseCsharpProject } from "./package-references.js";
import { parseFile } from "./parsed-document.js";
import { describesFunctions, stackFiles } from "./serverless/stack-files.js";
import type { AuditedService } from "./service-evidence.js";
import { testPath } from "./source-files.js";

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
  const found = withOwnNames([...functions, ...servers]);
  const [only] = found;
  // a repository of one service is that service, whichever folder its project lies in
  return found.length === 1 && only ? [{ ...only, folder: ".", alsoIn: [] }] : found;
}

/** A name copied from one package.json to the next names nothing: those services are called like their folders. */
function withOwnNames(services: readonly AuditedService[]): readonly AuditedService[] {
  return services.map((service) =>
    services.some((other) => other !== service && other.name === service.name)
      ? { ...service, name: folderName(service.folder, service.name) }
      : service,
  );
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
      const named = /^service[ \t]*:(?:[ \t]*\r?\n[ \t]+name[ \t]*:)?[ \t]*["']?([a-z][a-z0-9-]*)/m.exec(
        text,
      )?.[1];
      const stack = /\bdotnet(?:core)?\d/.test(text) ? "dotnet" : "typescript";
      return { name: named ?? folderName(folder, "functions"), folder, form: "lambda", stack } as const;
    });
}

function isWithin(folder: string, outer: string): boolean {
  return folder === outer || outer === "." || folder.startsWith(`${outer}/`);
}

function nodeServices(tree: FileTree): readonly AuditedService[] {
  const servers = nodePackages(tree);
  const nest = servers.flatMap(({ folder }) => nestApplications(tree, folder));
  const others = servers.filter(
    ({ folder }) =>
      !nest.some(
        (one) => one.folder === folder || one.alsoIn?.includes(nodePath.join(folder, "package.json")),
      ),
  );
  const run = [...nest, ...others.filter(({ folder }) => isStarted(tree, folder))];
  // beside services that are started, a package that is not is what they share
  return run.length > 0 ? run : servers;
}

/** The applications of a Nest workspace: several services with one package.json and libraries in common (nest-cli.json, `projects`). */
function nestApplications(tree: FileTree, folder: string): readonly AuditedService[] {
  const file = nodePath.join(folder, "nest-cli.json");
  const projects = parseFile(file, tree.read(file) ?? "").documents[0]?.at(["projects"]);
  if (typeof projects !== "object" || projects === null) return [];
  const all = Object.entries(projects).flatMap(([name, project]) =>
    typeof project?.root === "string" && project.root !== ""
      ? [{ name, type: project.type as unknown, folder: nodePath.join(folder, project.root) }]
      : [],
  );
  const libraries = all.filter(({ type }) => type === "library").map((library) => library.folder);
  return all
    .filter(({ type, folder: root }) => type === "application" && isWithin(root, folder) && root !== folder)
    .map(
      ({ name, folder: root }) =>
        ({
          name,
          folder: root,
          form: "microservice",
          stack: "typescript",
          alsoIn: [...libraries, nodePath.join(folder, "package.json")],
        }) as const,
    );
}

/** Whether a package can be started: by a script, or as an image. */
function isStarted(tree: FileTree, folder: string): boolean {
  const path = (file: string) => nodePath.join(folder, file);
  const scripts = parseFile(path("package.json"), tree.read(path("package.json")) ?? "").documents[0]?.at([
    "scripts",
  ]);
  const names = typeof scripts === "object" && scripts !== null ? Object.keys(scripts) : [];
  return (
    names.some((name) => /^(?:start|dev|serve)(?::|$)/.test(name)) || tree.paths.includes(path("Dockerfile"))
  );
}

function nodePackages(tree: FileTree): readonly AuditedService[] {
  return tree.paths
    .filter((path) => (path === "package.json" || path.endsWith("/package.json")) && !testPath.test(path))
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
    .filter(({ isHost, isTest }) => isHost && !isTest)
    .filter((project, _, hosts) => mainProject(hosts, project) === project)
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

/** Of several projects in one folder (a backup, a second target), the one that is called like the folder, else the first. */
function mainProject(projects: readonly CsharpProject[], { file }: CsharpProject): CsharpProject | undefined {
  const folder = nodePath.dirname(file);
  const beside = projects.filter((other) => nodePath.dirname(other.file) === folder);
  return (
    beside.find((other) => nodePath.basename(other.file, ".csproj") === folderName(folder, "")) ?? beside[0]
  );
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
    if (!next || seen.has(file) || next.isHost) return [];
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
