import type { AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalText, textList } from "../front/read-input.js";
import type { EventBus, Rule, Tags } from "./event-bus.js";
import type { EventBuses } from "./event-buses.js";
import { constraint, notFound } from "./eventbridge-error.js";
import { readTags } from "./read-parameters.js";

/** Tags of buses and rules. */
export function tagOperations(buses: EventBuses): Operations {
  const find = (input: AwsInput): EventBus | Rule => {
    const arn = optionalText(input, "ResourceARN");
    if (arn === undefined) throw constraint(undefined, "resourceARN", "not be null");
    const [, region = "", account = "", bus] =
      /^arn:[\w-]+:events:([\w-]*):(\d*):(?:event-bus\/(.+))?/.exec(arn) ?? [];
    const found = bus === undefined ? buses.ruleByArn(arn) : buses.bus({ account, region }, bus);
    if (found === undefined) throw notFound(arn);
    return found;
  };
  const keep = (input: AwsInput, change: (tags: Tags) => Tags): AwsOutput => {
    const tagged = find(input);
    if ("targets" in tagged) buses.setRule({ ...tagged, tags: change(tagged.tags) });
    else buses.setBus({ ...tagged, tags: change(tagged.tags) });
    return {};
  };
  return {
    TagResource: (input) => keep(input, (tags) => ({ ...tags, ...readTags(input) })),

    UntagResource(input) {
      const keys = textList(input, "TagKeys");
      return keep(input, (tags) =>
        Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key))),
      );
    },

    ListTagsForResource: (input) => ({
      Tags: Object.entries(find(input).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}
