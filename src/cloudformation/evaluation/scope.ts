import type { Json } from "../json.js";

/** What functions of a template are evaluated in. */
export interface Scope {
  /**
   * What `Ref` gives.
   * @returns `later` for a resource that has no value yet, undefined for what does not exist
   */
  ref(name: string): Json | typeof later | undefined;
  /** As `ref`, for `Fn::GetAtt`. @throws TemplateError for an attribute that the resource does not have */
  attribute(logicalId: string, name: string): Json | typeof later | undefined;
  /** undefined where there is no such condition. */
  condition(name: string): boolean | undefined;
  /** `Mappings`: undefined where a key is absent. */
  mapped(map: string, first: string, second: string): Json | undefined;
  /** The value that another stack exports. */
  imported(name: string): Json | undefined;
}

/** A value that only exists once a resource does. */
export const later: unique symbol = Symbol("later");
/** What `AWS::NoValue` gives: the property or item is as if it was not written. */
export const noValue: unique symbol = Symbol("AWS::NoValue");
