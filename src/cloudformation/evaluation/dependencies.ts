import { isList, isObject, type Json } from "../json.js";
import { TemplateError } from "../template-error.js";

/** The resources that what is left of a value's functions is about. */
export function referredResources(value: Json, found = new Set<string>()): ReadonlySet<string> {
  if (isList(value)) for (const item of value) referredResources(item, found);
  if (isObject(value)) {
    const { Ref: ref, "Fn::GetAtt": attribute } = Object.keys(value).length === 1 ? value : {};
    if (typeof ref === "string") found.add(ref);
    else if (isList(attribute) && typeof attribute[0] === "string") found.add(attribute[0]);
    for (const member of Object.values(value)) referredResources(member, found);
  }
  return found;
}

interface Dependent {
  readonly logicalId: string;
  readonly dependsOn: readonly string[];
}

/**
 * Every one behind what it depends on; otherwise in the order given.
 * @throws TemplateError for a circle, in CloudFormation's words
 */
export function inOrder<Item extends Dependent>(items: readonly Item[]): readonly Item[] {
  const left = new Map(items.map((item) => [item.logicalId, item]));
  const sorted: Item[] = [];
  while (left.size > 0) {
    const free = [...left.values()].filter(({ dependsOn }) => !dependsOn.some((id) => left.has(id)));
    if (free.length === 0) {
      const circle = circleIn(left);
      throw new TemplateError(`Circular dependency between resources: [${circle.join(", ")}]`, [
        ...["Resources", circle[0] ?? ""],
      ]);
    }
    for (const item of free) left.delete(item.logicalId);
    sorted.push(...free);
  }
  return sorted;
}

/** Without those that only depend on the circle. */
function circleIn(left: ReadonlyMap<string, Dependent>): readonly string[] {
  const inside = new Set(left.keys());
  for (let before = 0; before !== inside.size; ) {
    before = inside.size;
    for (const id of inside) {
      const needed = [...inside].some((other) => left.get(other)?.dependsOn.includes(id));
      if (!needed) inside.delete(id);
    }
  }
  return [...inside];
}
