import { discoverServices } from "../evidence/discover-services.js";
import type { FileTree } from "../evidence/file-tree.js";
import { ownedTables } from "../evidence/owned-tables.js";
import {
  type AuditedService,
  type Neighbours,
  type ServiceBase,
  ServiceEvidence,
} from "../evidence/service-evidence.js";
import { filesOf } from "./service-files.js";

/** The services of a repository as they were at the commit that is compared with. */
export class PastServices {
  readonly #ref: string;
  readonly #tree: FileTree;
  readonly #now: Date;
  readonly #all: readonly AuditedService[];

  constructor({ ref, tree }: { readonly ref: string; readonly tree: FileTree }, now: Date) {
    this.#ref = ref;
    this.#tree = tree;
    this.#now = now;
    this.#all = discoverServices(tree);
  }

  /**
   * What a service was: what lay in its folder, or, when that is new, the service of its name, if that has moved.
   * @param present the services there are now
   */
  of(service: AuditedService, present: readonly AuditedService[]): ServiceBase {
    const moved = this.#all.find(
      ({ name, folder }) => name === service.name && !present.some((one) => one.folder === folder),
    );
    const files = filesOf(service, this.#tree, present);
    if (files.paths.length > 0) return { ref: this.#ref, evidence: this.#evidence(service, files) };
    const past = moved && this.#evidence(moved, filesOf(moved, this.#tree, this.#all));
    return { ref: this.#ref, evidence: past };
  }

  #evidence(service: AuditedService, files: FileTree): ServiceEvidence {
    const neighbours: Neighbours = {
      services: this.#all,
      tablesOf: (other) => ownedTables(neighbours.evidenceOf(other)),
      evidenceOf: (other) => this.#evidence(other, filesOf(other, this.#tree, this.#all)),
    };
    return new ServiceEvidence({
      ...{ service, tree: files, repository: this.#tree, neighbours, now: this.#now },
    });
  }
}
