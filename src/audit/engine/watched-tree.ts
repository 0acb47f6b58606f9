import type { FileTree } from "../evidence/file-tree.js";
import type { AuditedService, Neighbours } from "../evidence/service-evidence.js";

/** Notices when what is found about one service came from the files of another. */
export class Watch {
  readonly tree: FileTree;
  readonly neighbours: Neighbours;
  #looked = false;
  #service: AuditedService | undefined;

  constructor(tree: FileTree, neighbours: Neighbours) {
    const look = () => {
      this.#looked = true;
    };
    const read = (path: string) => {
      if (!this.#isOwn(path)) look();
      return tree.read(path);
    };
    const { leftOut } = tree;
    this.tree = {
      origin: tree,
      truncated: tree.truncated,
      get paths() {
        look();
        return tree.paths;
      },
      read,
      ...(leftOut && { leftOut }),
    };
    this.neighbours = { ...neighbours, onLook: look };
  }

  /** Whether a path is the current service's, or lies at the repository's root. */
  #isOwn(path: string): boolean {
    const folder = this.#service?.folder;
    if (folder === ".") return this.neighbours.services.length === 1;
    return path.startsWith(`${folder}/`) || !path.includes("/");
  }

  /** Runs `find` for a service; `wide` says whether it looked beyond the service and the repository's own files. */
  during<T>(service: AuditedService, find: () => T): { readonly found: T; readonly wide: boolean } {
    this.#service = service;
    this.#looked = false;
    const found = find();
    return { found, wide: this.#looked };
  }
}
