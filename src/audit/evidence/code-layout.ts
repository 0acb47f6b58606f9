import type { CodeFile } from "./code-file.js";
import { type SharedCode, sharedCode } from "./shared-code.js";

/** The files of a service, told apart by whether other files have the same content. */
export class CodeLayout {
  readonly shared: SharedCode;
  readonly #files: readonly CodeFile[];
  /** Where in `#files` the shared ones are, and the others. */
  readonly #sharedAt: readonly number[];
  readonly #ownAt: readonly number[];

  constructor(files: readonly CodeFile[]) {
    const sharedAt: number[] = [];
    const ownAt: number[] = [];
    for (let at = 0; at < files.length; at += 1) (files[at]?.text.isShared ? sharedAt : ownAt).push(at);
    this.#files = files;
    this.#sharedAt = sharedAt;
    this.#ownAt = ownAt;
    this.shared = sharedCode(sharedAt.flatMap((at) => files[at]?.text ?? []));
  }

  /** The service's own files, and of the shared ones those in any of the lists, in the order of the files. */
  with(lists: readonly (readonly number[])[]): readonly CodeFile[] {
    const [first = []] = lists;
    const chosen = lists.length > 1 ? [...new Set(lists.flat())].sort((one, other) => one - other) : first;
    const found: CodeFile[] = [];
    const add = (at: number | undefined): void => {
      const file = this.#files[at ?? -1];
      if (file) found.push(file);
    };
    let next = 0;
    for (let index = 0; index < chosen.length; index += 1) {
      const at = this.#sharedAt[chosen[index] ?? -1] ?? -1;
      for (; (this.#ownAt[next] ?? Number.POSITIVE_INFINITY) < at; next += 1) add(this.#ownAt[next]);
      add(at);
    }
    for (; next < this.#ownAt.length; next += 1) add(this.#ownAt[next]);
    return found;
  }
}
