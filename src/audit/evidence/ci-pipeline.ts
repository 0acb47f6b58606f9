import nodePath from "node:path/posix";
import { type FileTree, treeFact } from "./file-tree.js";
import { type ParsedDocument, parseFile } from "./parsed-document.js";
import type { ServiceEvidence } from "./service-evidence.js";
import { textFact } from "./text-fact.js";

/** One shell command a pipeline runs. */
export interface CiCommand {
  /** Relative to the service's folder, or to the repository with a leading `/`. */
  readonly file: string;
  readonly line: number;
  /** The command as the shell sees it, comments and what only prints removed. */
  readonly text: string;
  /** Whether the pipeline goes on when it fails. */
  readonly failureIgnored: boolean;
}

export interface CiAction {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

export interface CiPipeline {
  readonly file: string;
  readonly commands: readonly CiCommand[];
  /** Actions it uses, such as `docker/build-push-action@v6`. */
  readonly actions: readonly CiAction[];
  /** Whether a push or a change request starts it. */
  readonly automatic: boolean;
}

const pipelineFile =
  /^(?:\.github\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|azure-pipelines[\w.-]*\.ya?ml|bitbucket-pipelines\.ya?ml|\.circleci\/config\.ya?ml)$/;

/** The pipelines that build a service: those in its folder, and those of the repository around it. */
export function ciPipelines(evidence: ServiceEvidence): readonly CiPipeline[] {
  return evidence.fact(pipelinesOf);
}

function pipelinesOf(evidence: ServiceEvidence): readonly CiPipeline[] {
  const own = evidence
    .paths(pipelineFile)
    .flatMap((path) => pipelinesIn(path, evidence.parsed(path)?.documents ?? [], evidence.tree));
  if (evidence.service.folder === ".") return own;
  return [...own, ...treeFact(evidence.repository, repositoryPipelines)];
}

/** The pipelines at the root of a repository, read once for all its services. */
function repositoryPipelines(repository: FileTree): readonly CiPipeline[] {
  return repository.paths
    .filter((path) => pipelineFile.test(path))
    .flatMap((path) =>
      pipelinesIn(`/${path}`, parseFile(path, repository.read(path) ?? "").documents, repository),
    );
}

function pipelinesIn(
  file: string,
  documents: readonly ParsedDocument[],
  tree: FileTree,
): readonly CiPipeline[] {
  return documents.map((document) => {
    const commands: CiCommand[] = [];
    const actions: CiAction[] = [];
    collect(document.data, false, 0, { document, file, tree, commands, actions, path: [] });
    return { file, commands, actions, automatic: isAutomatic(file, document) };
  });
}

function isAutomatic(file: string, document: ParsedDocument): boolean {
  if (!file.includes(".github/")) return !isStartedByNothing(document);
  // YAML 1.1 readers take `on` for true; `yaml` reads 1.2 and keeps the word
  const on = document.at(["on"]) ?? document.at(["true"]);
  const events = typeof on === "string" ? [on] : Array.isArray(on) ? on.map(String) : Object.keys(on ?? {});
  return events.some(
    (event) =>
      /^(?:push|pull_request|pull_request_target|merge_group|workflow_call)$/.test(event) &&
      !leavesBranchesOut(document.at(["on", event]) ?? document.at(["true", event])),
  );
}

/** Azure's `trigger` and `pr`, GitLab's `workflow`. */
function isStartedByNothing(document: ParsedDocument): boolean {
  if (document.at(["trigger"]) === "none" && document.at(["pr"]) === "none") return true;
  const rules = document.at(["workflow", "rules"]);
  return neverByItself({ rules });
}

/** Whether a filter keeps an event from every branch: tags alone, or all branches ignored. */
function leavesBranchesOut(filter: unknown): boolean {
  if (typeof filter !== "object" || filter === null) return false;
  const of = (name: string) => (filter as Readonly<Record<string, unknown>>)[name];
  if (of("tags") !== undefined && of("branches") === undefined && of("branches-ignore") === undefined)
    return true;
  return [of("branches-ignore")].flat().some((pattern) => pattern === "**");
}

interface Collecting {
  readonly document: ParsedDocument;
  readonly file: string;
  readonly tree: FileTree;
  readonly commands: CiCommand[];
  readonly actions: CiAction[];
  /** Where in the document one is; changed on the way, and as it was in the end. */
  readonly path: (string | number)[];
}

/**
 * Walks jobs and steps; what is switched off with `if: false` or `when: never` does not run and is left out.
 * @param carriesOn whether the pipeline does when something within `value` fails
 */
function collect(value: unknown, carriesOn: boolean, depth: number, into: Collecting): void {
  if (depth > 30 || typeof value !== "object" || value === null) return;
  const { path } = into;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      path.push(index);
      collect(value[index], carriesOn, depth + 1, into);
      path.pop();
    }
    return;
  }
  const node = value as Record<string, unknown>;
  if (isOff(node)) return;
  const ignored = carriesOn || ignoresFailure(node);
  const isUsed = path.length === 0 ? usedJobs(into.file, node) : undefined;
  for (const key of Object.keys(node)) {
    const inner = node[key];
    // a variable may have any name and any text, and runs nothing
    if (isPlain(key, inner) || variables.has(key) || isUsed?.(key) === false) continue;
    path.push(key);
    // GitLab does not ask how what comes after a job ended
    if (scripts.has(key) && isScript(inner)) collectScript(inner, ignored || key === "after_script", into);
    else if ((key === "uses" || key === "task") && typeof inner === "string") {
      into.actions.push({ name: inner, file: into.file, line: into.document.line(path) });
      if (inner.startsWith("./")) collectAction(inner, ignored, depth + 5, into);
    } else collect(inner, ignored, depth + 1, into);
    path.pop();
  }
}

function collectScript(script: string | readonly string[], ignored: boolean, into: Collecting): void {
  const { document, file, commands, path } = into;
  const texts = typeof script === "string" ? [script] : script;
  for (let index = 0; index < texts.length; index += 1) {
    const line = document.line(typeof script === "string" ? path : [...path, index]);
    for (const command of textFact(texts[index] ?? "", shellCommands))
      commands.push({
        file,
        line: line + command.line,
        text: command.text,
        failureIgnored: ignored || command.failureIgnored,
      });
  }
}

const variables = new Set(["env", "environment", "variables", "outputs"]);
const scripts = new Set("run script before_script after_script bash command inlineScript".split(" "));

function ignoresFailure(node: Readonly<Record<string, unknown>>): boolean {
  return isTrue(node["continue-on-error"]) || isTrue(node.allow_failure) || isTrue(node.continueOnError);
}

function isTrue(value: unknown): boolean {
  return value !== undefined && /^(?:\$\{\{\s*)?true(?:\s*\}\})?$/.test(String(value));
}

/** GitLab runs no job whose name starts with a dot: it is there for others to extend. */
function usedJobs(
  file: string,
  pipeline: Readonly<Record<string, unknown>>,
): ((key: string) => boolean) | undefined {
  if (!/\.gitlab-ci\.ya?ml$/.test(file)) return undefined;
  // by `extends` or `!reference`: its name stands once more, and not as a key
  return (key) => {
    const job = pipeline[key];
    if (
      typeof job === "object" &&
      job !== null &&
      "extends" in job &&
      neverByItself(extended({ ...job }, pipeline))
    )
      return false;
    return !key.startsWith(".") || isNamedIn(pipeline, key);
  };
}

function isNamedIn(pipeline: Readonly<Record<string, unknown>>, name: string): boolean {
  const text = JSON.stringify(pipeline);
  const quoted = JSON.stringify(name);
  return ["]", ",", "}"].some((next) => text.includes(`${quoted}${next}`));
}

/** The steps of an action in the same repository: they run as the workflow's own, under its name. */
function collectAction(name: string, ignored: boolean, depth: number, into: Collecting): void {
  for (const file of ["action.yml", "action.yaml"]) {
    const path = nodePath.join(name, file);
    const text = into.tree.read(path);
    if (text === undefined) continue;
    const place = into.file.startsWith("/") ? `/${path}` : path;
    for (const document of parseFile(path, text).documents)
      collect(document.at(["runs", "steps"]), ignored, depth, {
        ...into,
        document,
        file: place,
        path: ["runs", "steps"],
      });
    return;
  }
}

/** A text, a number or the like that runs nothing: most of what there is. */
function isPlain(key: string, value: unknown): boolean {
  return typeof value !== "object" && !scripts.has(key) && key !== "uses" && key !== "task";
}

function isOff(node: Readonly<Record<string, unknown>>): boolean {
  const condition = node.if;
  if (condition === false || node.condition === false) return true;
  if (node.enabled === false || neverByItself(node)) return true;
  return (
    typeof condition === "string" &&
    /^\s*(?:\$\{\{\s*)?(?:false|0|'')(?:\s*&&[^|]*)?(?:\s*\}\})?\s*$/.test(condition)
  );
}

/** GitLab's `when` and rules, of a job or of the whole: it does not run, or only when a person starts it. */
function neverByItself({ when, rules }: Readonly<Record<string, unknown>>): boolean {
  if (Array.isArray(rules) && rules.length > 0)
    return rules.every(
      (rule: unknown) =>
        typeof rule === "object" && rule !== null && isNever("when" in rule ? rule.when : when),
    );
  return isNever(when);
}

function isNever(when: unknown): boolean {
  return when === "never" || when === "manual";
}

/** What a job of GitLab takes from the ones it extends: it has their `when` and rules where it has none. */
function extended(
  node: Readonly<Record<string, unknown>>,
  pipeline: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const from = [node.extends]
    .flat()
    .map((name) => pipeline[String(name)])
    .filter((one): one is Record<string, unknown> => typeof one === "object" && one !== null);
  return Object.assign({}, ...from, node) as Readonly<Record<string, unknown>>;
}

function isScript(value: unknown): value is string | readonly string[] {
  return (
    typeof value === "string" || (Array.isArray(value) && value.every((entry) => typeof entry === "string"))
  );
}

/** What prints or records a text that may name any command. */
const talk = /^(?:echo|printf|cat|grep|git\s+(?:commit|tag)|:|true|false)\b|\s--(?:help|version)$/;
const neverTaken = /^(?:if|while)\s+(?:false|!\s*true|\[\[?\s+(?:0\s+-eq\s+1|1\s+-eq\s+0)\s+\]\]?)\s*$/;

/**
 * Splits a script into its commands. A comment, an `echo` and a here-document are talk; `|| true` and `set +e` ignore failure; what
 * stands in `if false`, or behind `false &&` and `true ||`, never runs.
 */
export function shellCommands(
  script: string,
): readonly { text: string; line: number; failureIgnored: boolean }[] {
  const commands: { text: string; line: number; failureIgnored: boolean }[] = [];
  const lines = script.replace(/\\\r?\n/g, "  ").split(/\r?\n/);
  let heredoc: string | undefined;
  let off = 0;
  let unchecked = false;
  for (const [index, raw] of lines.entries()) {
    if (heredoc !== undefined) {
      if (raw.trim() === heredoc) heredoc = undefined;
      continue;
    }
    const line = raw.replace(/(^|\s)#.*$/, "");
    heredoc = /<<-?\s*["']?(\w+)["']?/.exec(line)?.[1];
    if (/^\s*set\s+[+-][a-z]*e/.test(line)) unchecked = /^\s*set\s+\+/.test(line);
    const ignored = unchecked || /\|\|\s*(?:true|:|exit\s+0|echo\b)/.test(line);
    const live = line.replace(/(^|;)\s*(?:false\s*&&|(?:true|:)\s*\|\|)[^;]*/g, "$1");
    for (const part of live.split(/&&|\|\||;|\|/)) {
      const text = part
        .trim()
        .replace(/^(?:then|do|else)\s+/, "")
        .replace(/^(?:sudo|time|env|exec|command)\s+/, "");
      if (neverTaken.test(text) || (off > 0 && /^(?:if|while|for|until|case)\b/.test(text))) off += 1;
      else if (off > 0 && /^(?:fi|done|esac)\b/.test(text)) off -= 1;
      else if (off === 1 && /^(?:else|elif)\b/.test(part.trim())) off = 0;
      if (off > 0 || text === "" || talk.test(text)) continue;
      commands.push({ text, line: index, failureIgnored: ignored });
    }
  }
  return commands;
}
