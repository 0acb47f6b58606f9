import { auditService } from "../../src/audit/engine/audit-service.js";
import { noWaivers } from "../../src/audit/engine/excuse.js";
import { rules } from "../../src/audit/rules/index.js";
import { edit, evidenceFor, type Repository } from "./check-rule.js";

/** The files of one service of a repository. */
export class ServiceFiles {
  readonly #repository: Repository;
  readonly folder: string;
  /** Its template.yaml or serverless.yml; empty in a microservice. */
  readonly stack: string;

  constructor(repository: Repository, folder: string, stack = "") {
    this.#repository = repository;
    this.folder = folder;
    this.stack = stack;
  }

  edit(file: string, from: string | RegExp, to: string): void {
    edit(this.#repository, `${this.folder}/${file}`, from, to);
  }

  set(file: string, text: string): void {
    this.#repository[`${this.folder}/${file}`] = text;
  }

  /** In every file that a pattern names. */
  editAll(paths: RegExp, from: string, to: string): void {
    for (const path of this.#below(paths))
      this.#repository[path] = (this.#repository[path] ?? "").replaceAll(from, to);
  }

  remove(paths: RegExp): void {
    for (const path of this.#below(paths)) delete this.#repository[path];
  }

  #below(paths: RegExp): readonly string[] {
    const own = Object.keys(this.#repository).filter((path) => path.startsWith(`${this.folder}/`));
    return own.filter((path) => paths.test(path.slice(this.folder.length + 1)));
  }
}

/** The rules that fail a service, compared with another state of the repository if one is given; one that shows no place is named so. */
export function failing(repository: Repository, folder: string, base?: Repository): readonly string[] {
  const policy = { rules, waivers: noWaivers, lang: "en" } as const;
  const report = auditService(evidenceFor(repository, folder, base), policy);
  const all = report.items.flatMap((item) => item.rules);
  return all
    .filter(({ verdict }) => verdict === "fail")
    .map(({ id, evidence }) => {
      const [place] = evidence;
      return place ? id : `${id} without evidence`;
    });
}
