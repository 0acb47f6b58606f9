import { textMap } from "../../front/read-input.js";
import { namedByArn } from "../invoke/invoker.js";
import { functionNotFound, notFound } from "../lambda-error.js";
import type { Functions } from "../state/functions.js";
import type { LambdaOperation } from "./request.js";

type Tags = Readonly<Record<string, string>>;

/** Tags of functions and of mappings, by ARN. */
export function tagOperations(functions: Functions): Readonly<Record<string, LambdaOperation>> {
  const find = (arn: string): { tags: Tags; keep(tags: Tags): void } => {
    const [, uuid] = /:event-source-mapping:([\w-]+)$/.exec(arn) ?? [];
    if (uuid !== undefined) {
      const mapping = functions.mapping(uuid);
      if (mapping === undefined) throw notFound("The resource you requested does not exist.");
      const keep = (tags: Tags) => functions.change({ type: "mapping", mapping: { ...mapping, tags } });
      return { tags: mapping.tags, keep };
    }
    const record = functions.get(namedByArn(arn));
    if (record === undefined) throw functionNotFound(arn);
    const keep = (tags: Tags) => functions.change({ type: "function", record: { ...record, tags } });
    return { tags: record.tags, keep };
  };
  return {
    TagResource({ path, input }) {
      const { tags, keep } = find(path.arn ?? "");
      keep({ ...tags, ...textMap(input, "Tags") });
      return { status: 204 };
    },

    UntagResource({ path, query }) {
      const { tags, keep } = find(path.arn ?? "");
      const gone = query.getAll("tagKeys");
      keep(Object.fromEntries(Object.entries(tags).filter(([name]) => !gone.includes(name))));
      return { status: 204 };
    },

    ListTags: ({ path }) => ({ output: { Tags: find(path.arn ?? "").tags } }),
  };
}
