import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import { parseYaml } from "../../workspace/yaml-file.js";
import type { Checklists } from "../checklists/checklists.js";
import type { Rule } from "../engine/rule.js";
import type { FileTree } from "../evidence/file-tree.js";
import { parseFile } from "../evidence/parsed-document.js";
import { wording } from "../guideline/markdown-lists.js";
import { customRule } from "./custom-rule.js";
import { PatternRunner } from "./pattern-runner.js";
import { customRuleSchema } from "./schema.js";

/** No organisation has more; a hostile repository costs no more. */
const maxRules = 500;

/** A rule of an organisation, and where it is written. */
export interface CustomRule {
  readonly rule: Rule;
  readonly file: string;
  readonly line: number;
}

/**
 * Reads rules of an organisation's own.
 * @param files paths in the tree
 * @param taken ids that are in use
 * @throws MsxError FILE_INVALID, with the rule's file and line
 */
export function loadCustomRules(
  files: readonly string[],
  tree: FileTree,
  checklists: Checklists,
  taken: ReadonlySet<string>,
): readonly CustomRule[] {
  if (files.length > maxRules) {
    throw new MsxError("FILE_INVALID", {
      file: files[maxRules] ?? "",
      line: 1,
      detail: phrase("too-many-rules", { most: maxRules }),
    });
  }
  const patterns = new PatternRunner();
  const definedIn = new Map<string, string>();
  return files.map((file) => {
    const text = tree.read(file) ?? "";
    const written = parseYaml(text, file, customRuleSchema);
    const lineOf = (key: string) => parseFile(file, text).documents[0]?.line([key]) ?? 1;
    const { id } = written;
    const other = taken.has(id) ? phrase("rule-of-msx") : definedIn.get(id);
    if (other !== undefined) {
      throw new MsxError("FILE_INVALID", {
        file,
        line: lineOf("id"),
        detail: phrase("id-twice", { id, other }),
      });
    }
    definedIn.set(id, file);
    const item = itemMeant(written.item, checklists) ?? written.item;
    return { rule: customRule(written, { item, file, patterns }), file, line: lineOf("item") };
  });
}

/** Rules whose item no checklist has: nothing would ask them. */
export function orphansOf(custom: readonly CustomRule[], checklists: Checklists): readonly CustomRule[] {
  const known = new Set(Object.values(checklists).flatMap((items) => items.map(({ id }) => id)));
  return custom.filter(({ rule }) => !known.has(rule.item));
}

/** An item by its id, or by its words. */
function itemMeant(named: string, checklists: Checklists): string | undefined {
  const items = Object.values(checklists).flat();
  const words = wording(named);
  const found =
    items.find(({ id }) => id === named) ??
    items.find(({ title }) => wording(title.es) === words || wording(title.en) === words);
  return found?.id;
}
