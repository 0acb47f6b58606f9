/** What may be written for a property. Texts that say a number or a boolean count as such, as everywhere in CloudFormation. */
export type Shape =
  | { readonly kind: "text" | "integer" | "number" | "boolean" }
  /** Any JSON, such as a policy document. */
  | { readonly kind: "json" }
  | { readonly kind: "list"; readonly of: Shape }
  | { readonly kind: "map"; readonly of: Shape }
  | { readonly kind: "structure"; readonly fields: Fields; readonly needs: readonly string[] };

export type Fields = Readonly<Record<string, Shape>>;

/** A property of a resource type. */
export type PropertyShape = Shape & {
  /** Another value needs another resource. */
  readonly replaces?: true;
  readonly required?: true;
};

export const text = { kind: "text" } as const;
export const integer = { kind: "integer" } as const;
export const number = { kind: "number" } as const;
export const boolean = { kind: "boolean" } as const;
export const json = { kind: "json" } as const;
export const tags: Shape = listOf(structure({ Key: text, Value: text }, "Key", "Value"));
export const textMap: Shape = mapOf(text);

export function listOf(of: Shape): Shape {
  return { kind: "list", of };
}

export function mapOf(of: Shape): Shape {
  return { kind: "map", of };
}

export function structure(fields: Fields, ...needs: readonly string[]): Shape {
  return { kind: "structure", fields, needs };
}

/** Replaces the resource when it changes. */
export function fixed(shape: Shape): PropertyShape {
  return { ...shape, replaces: true };
}

export function required(shape: PropertyShape): PropertyShape {
  return { ...shape, required: true };
}
