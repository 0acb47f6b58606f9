import nodePath from "node:path/posix";
import { blankComments } from "./blank-comments.js";
import { BuildSymbols } from "./build-symbols.js";
import type { FileTree } from "./file-tree.js";
import { type ParsedDocument, parseFile } from "./parsed-document.js";

/** What a service's project files say it depends on: corroborates what its code appears to call. */
export interface PackageReferences {
  /** Run-time dependencies by name. */
  readonly runtime: ReadonlySet<string>;
  readonly development: ReadonlySet<string>;
  /** npm scripts by name, with where they stand. */
  readonly scripts: ReadonlyMap<string, PackageScript>;
  readonly packageJson: ParsedDocument | undefined;
  readonly projects: readonly CsharpProject[];
  /** The symbols of the preprocessor that production code is built with. */
  readonly symbols: BuildSymbols;
}

export interface PackageScript {
  readonly command: string;
  readonly file: string;
  readonly line: number;
}

export interface CsharpProject {
  readonly file: string;
  /** The name of what it is built to. */
  readonly assembly: string;
  readonly sdk: string;
  readonly packages: readonly string[];
  /** Paths of referenced projects, relative to the project file, with forward slashes. */
  readonly references: readonly { readonly path: string; readonly line: number }[];
  /** Paths of the files of other folders that it is built from: sources, assemblies, imported settings. */
  readonly sources: readonly { readonly path: string; readonly line: number }[];
  readonly defined: ReadonlySet<string>;
  /** `TargetFramework`, or each of `TargetFrameworks`. */
  readonly frameworks: readonly string[];
  readonly isTest: boolean;
  /** A web application or a worker: something that runs until it is stopped. */
  readonly isHost: boolean;
}

/** Whether any run-time dependency matches. */
export function dependsOn(packages: PackageReferences, pattern: RegExp): boolean {
  return [...packages.runtime].some((name) => pattern.test(name));
}

/** @param above settings of the folders above the tree (Directory.Build.props), nearest first */
export function readPackageReferences(tree: FileTree, above: readonly string[] = []): PackageReferences {
  const manifests = tree.paths
    .filter(
      (path) => path === "package.json" || (path.endsWith("/package.json") && path.split("/").length <= 4),
    )
    .flatMap((path) => parseFile(path, tree.read(path) ?? "").documents);
  const packageJson = manifests.find((document) => document.file === "package.json") ?? manifests[0];
  const projects = withoutLibraries(
    tree.paths
      .filter((path) => path.endsWith(".csproj"))
      .map((path) => parseCsharpProject(path, tree.read(path) ?? "")),
  );
  const shared = sharedSettings(tree, projects, above);
  const scripts = new Map(
    manifests.flatMap((document) =>
      Object.entries(record(document.at(["scripts"]))).map(([name, command]) => [
        name,
        {
          command: String(command),
          file: document.file,
          // Of most nobody asks it.
          get line() {
            return document.line(["scripts", name]);
          },
        },
      ]),
    ),
  );
  return {
    runtime: new Set([
      ...manifests.flatMap((document) => Object.keys(record(document.at(["dependencies"])))),
      ...projects.filter(({ isTest }) => !isTest).flatMap((project) => project.packages),
      ...shared.flatMap((settings) => settings.packages),
    ]),
    development: new Set([
      ...manifests.flatMap((document) => Object.keys(record(document.at(["devDependencies"])))),
      ...projects.filter(({ isTest }) => isTest).flatMap((project) => project.packages),
    ]),
    scripts,
    packageJson,
    projects,
    symbols: symbolsOf(
      projects.filter(({ isTest }) => !isTest),
      shared,
    ),
  };
}

/** The Directory.Build.props of a tree's projects and of the folders above; MSBuild imports the nearest, and that mostly the next. */
function sharedSettings(
  tree: FileTree,
  projects: readonly CsharpProject[],
  above: readonly string[],
): readonly CsharpProject[] {
  if (projects.length === 0) return [];
  const own = tree.paths
    .filter((path) => /(?:^|\/)Directory\.Build\.props$/.test(path) && !/(?:^|\/)tests?\//i.test(path))
    .map((path) => tree.read(path) ?? "");
  return [...own, ...above].map((text) => parseCsharpProject("Directory.Build.props", text));
}

function symbolsOf(projects: readonly CsharpProject[], shared: readonly CsharpProject[]): BuildSymbols {
  const common = shared.find(({ frameworks }) => frameworks.length > 0)?.frameworks ?? [];
  return new BuildSymbols(
    [...projects, ...shared].flatMap(({ defined }) => [...defined]),
    projects.flatMap(({ frameworks }) => (frameworks.length > 0 ? frameworks : common)),
  );
}

/** A library that production code is built from is no test project, though it brings helpers for tests along. */
function withoutLibraries(projects: readonly CsharpProject[]): readonly CsharpProject[] {
  const used = new Set(
    projects
      .filter(({ isTest }) => !isTest)
      .flatMap(({ file, references }) =>
        references.map(({ path }) => nodePath.join(nodePath.dirname(file), path)),
      ),
  );
  return projects.map((project) =>
    project.isTest && used.has(project.file) ? { ...project, isTest: false } : project,
  );
}

/** Reads what the audit needs of an MSBuild project file; comments are not evidence. */
export function parseCsharpProject(file: string, text: string): CsharpProject {
  const xml = blankComments(text);
  const all = (pattern: RegExp) => [...xml.matchAll(pattern)];
  const paths = (pattern: RegExp) =>
    all(pattern).map((match) => ({
      path: (match[1] ?? "").replaceAll("\\", "/"),
      line: xml.slice(0, match.index).split("\n").length,
    }));
  const packages = all(/<PackageReference\s[^<>]*?(?:Include|Update)\s*=\s*"([^"]+)"/g).map(
    (match) => match[1] ?? "",
  );
  const sdk = /<Project\s[^<>]*?Sdk\s*=\s*"([^"]+)"/.exec(xml)?.[1] ?? "";
  // the worker template of before, and what many still write: a console program around the generic host
  const hosted =
    sdk === "Microsoft.NET.Sdk" &&
    /<OutputType>\s*Exe\s*</i.test(xml) &&
    packages.includes("Microsoft.Extensions.Hosting");
  return {
    file,
    assembly: /<AssemblyName>\s*([^<]*?)\s*</.exec(xml)?.[1] ?? nodePath.basename(file, ".csproj"),
    sdk,
    isHost: hosted || /^Microsoft\.NET\.Sdk\.(?:Web|Worker)$/.test(sdk),
    packages,
    references: paths(/<ProjectReference\s[^<>]*?Include\s*=\s*["']([^"']+)["']/g),
    sources: [
      ...paths(/<(?:Compile|Import|Protobuf)\s[^<>]*?(?:Include|Project)\s*=\s*["'](\.\.[^"']+)["']/g),
      ...paths(/<HintPath>\s*(\.\.[^<]+?)\s*<\/HintPath>/g),
    ],
    defined: new Set(
      all(/<DefineConstants>([^<]*)<\/DefineConstants>/g)
        .flatMap((match) => (match[1] ?? "").split(/[;,\s]+/))
        .filter((name) => /^\w+$/.test(name)),
    ),
    frameworks: all(/<TargetFrameworks?>([^<]*)<\/TargetFrameworks?>/g).flatMap((match) =>
      (match[1] ?? "").split(";").flatMap((name) => name.trim().toLowerCase() || []),
    ),
    isTest:
      packages.some((name) => /^(Microsoft\.NET\.Test\.Sdk|xunit|NUnit|MSTest)/i.test(name)) ||
      /Tests?\.csproj$/i.test(file),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
