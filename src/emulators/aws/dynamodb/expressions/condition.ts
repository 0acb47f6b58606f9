import type { AttributeType, AttributeValue } from "../values/attribute-value.js";
import type { DocumentPath } from "./document-path.js";

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** What a condition looks at: an attribute, a given value, or the size of one. */
export type Operand =
  | { readonly kind: "path"; readonly path: DocumentPath }
  | { readonly kind: "value"; readonly value: AttributeValue }
  | { readonly kind: "size"; readonly of: Operand };

/** A parsed condition, filter or key condition. */
export type Condition =
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition }
  | { readonly kind: "not"; readonly condition: Condition }
  | { readonly kind: "compare"; readonly by: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: "between"; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: "in"; readonly operand: Operand; readonly options: readonly Operand[] }
  | { readonly kind: "exists"; readonly path: DocumentPath; readonly wanted: boolean }
  | { readonly kind: "type"; readonly operand: Operand; readonly type: AttributeType }
  | { readonly kind: "begins_with" | "contains"; readonly operand: Operand; readonly sought: Operand };
