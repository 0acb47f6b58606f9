/** What the query protocol must be told of a member: in a form everything is text, and lists and maps have several spellings. */
export type QueryShape =
  /** A timestamp is seconds since the epoch inside, as in JSON, and ISO 8601 in forms and XML. */
  | { readonly kind: "text" | "integer" | "double" | "boolean" | "timestamp" }
  | { readonly kind: "structure"; readonly fields: QueryFields }
  | {
      readonly kind: "list";
      readonly of: QueryShape;
      /** Between the member's name and the number; absent where the list is flattened. */
      readonly element?: string;
    }
  | {
      readonly kind: "map";
      readonly of: QueryShape;
      readonly key: string;
      readonly value: string;
      /** As of a list. */
      readonly element?: string;
    };

/** Members by the model's name. */
export type QueryFields = Readonly<Record<string, QueryField>>;

export type QueryField = QueryShape & {
  /** The member's name in forms and XML, where that differs: a flattened list is called as its elements are. */
  readonly as?: string;
};

/** Operation → its members. */
export type QueryShapes = Readonly<
  Record<string, { readonly input?: QueryFields; readonly output?: QueryFields }>
>;

export const text: QueryShape = { kind: "text" };
export const integer: QueryShape = { kind: "integer" };
export const double: QueryShape = { kind: "double" };
export const boolean: QueryShape = { kind: "boolean" };
export const timestamp: QueryShape = { kind: "timestamp" };

export function structure(fields: QueryFields): QueryShape {
  return { kind: "structure", fields };
}

/** `<as>.1`, `<as>.2` in forms; repeated `<as>` in XML. */
export function flatList(as: string, of: QueryShape): QueryField {
  return { kind: "list", of, as };
}

/** `<as>.1.<key>`, `<as>.1.<value>`. */
export function flatMap(as: string, of: QueryShape, key = "Name", value = "Value"): QueryField {
  return { kind: "map", of, as, key, value };
}

/** `<member>.member.1`, the protocol's default. */
export function memberList(of: QueryShape): QueryField {
  return { kind: "list", of, element: "member" };
}

/** `<member>.entry.1.key`, the protocol's default. */
export function entryMap(of: QueryShape, key = "key", value = "value"): QueryField {
  return { kind: "map", of, element: "entry", key, value };
}
