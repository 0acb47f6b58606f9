import { later, type Scope } from "../evaluation/scope.js";
import type { Json } from "../json.js";
import type { ResourceProvider } from "../providers/provider.js";
import { TemplateError } from "../template-error.js";

/** What a resource that is there says of itself. */
export interface KnownResource {
  readonly physicalId: string;
  readonly ref?: string;
  readonly attributes?: Readonly<Record<string, Json>>;
}

/**
 * What is left of functions, evaluated with the resources that are there.
 * @param known `later` for one that is not there yet
 */
export function scopeOf(
  known: (logicalId: string) => KnownResource | typeof later | undefined,
  providerOf: (logicalId: string) => ResourceProvider | undefined,
): Scope {
  return {
    ref(name) {
      const resource = known(name);
      if (resource === undefined || resource === later) return resource;
      return resource.ref ?? resource.physicalId;
    },
    attribute(logicalId, name) {
      const provider = providerOf(logicalId);
      if (provider !== undefined && !provider.attributes.includes(name)) {
        throw new TemplateError(
          `Template error: resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt`,
          ["Resources", logicalId],
        );
      }
      const resource = known(logicalId);
      if (resource === undefined || resource === later) return resource;
      return resource.attributes?.[name] ?? later;
    },
    condition: () => undefined,
    mapped: () => undefined,
    imported: () => undefined,
  };
}
