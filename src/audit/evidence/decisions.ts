import {
  type DecisionFrontMatter,
  decisionSchema,
  decisionsFolder,
  sectionOf,
} from "../../decision/decision-record.js";
import { type FileTree, treeFact } from "./file-tree.js";
import { type FrontMatterFile, frontMatterOf } from "./front-matter.js";
import type { ServiceEvidence } from "./service-evidence.js";

/** A decision of `msx decide` on the audited service. */
export interface RecordedDecision {
  /** As a pointer writes it: with a leading slash when it is outside of the service's folder. */
  readonly file: string;
  readonly front: DecisionFrontMatter;
  /** What it states as business value, and how that is measured. */
  readonly value: string;
  readonly measure: string;
  line(key: keyof DecisionFrontMatter): number;
}

/** The decision on the service that holds: the one with the highest number, of those that have the shape of one. */
export function decisionOn({ service, repository, tree }: ServiceEvidence): RecordedDecision | undefined {
  const isAlone = service.folder === ".";
  const shared = treeFact(repository, decisionsIn).map((one) =>
    isAlone ? one : { ...one, file: `/${one.file}` },
  );
  return [...shared, ...(isAlone ? [] : treeFact(tree, decisionsIn))]
    .filter(({ front }) => front.service === service.name && front.status !== "rejected")
    .sort((one, other) => other.front.number - one.front.number)[0];
}

function decisionsIn(tree: FileTree): readonly RecordedDecision[] {
  return tree.paths
    .filter((path) => path.startsWith(`${decisionsFolder}/`) && path.endsWith(".md"))
    .flatMap((path) => {
      const file = frontMatterOf(tree, path);
      return file ? recorded(file) : [];
    });
}

function recorded({ path: file, front: document, body }: FrontMatterFile): readonly RecordedDecision[] {
  const front = decisionSchema.safeParse(document?.data);
  if (!front.success) return [];
  return [
    {
      ...{ file, front: front.data },
      value: sectionOf(body, "value"),
      measure: sectionOf(body, "measure"),
      line: (key) => document?.line([key]) ?? 1,
    },
  ];
}
