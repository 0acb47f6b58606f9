/** How a JSON file is laid out, as far as a text that is added must look alike. */
export interface JsonLayout {
  /** One step of indentation. */
  readonly indent: string;
  /** Whether small objects stand on one line, as in `{ "$ref": "…" }`. */
  readonly inlineObjects: boolean;
}

/** Formatters of the field break at 80 to 120 columns; generated files at 110. */
const lineWidth = 110;

export function layoutOf(text: string): JsonLayout {
  return { indent: /\n([ \t]+)"/.exec(text)?.[1] ?? "  ", inlineObjects: /\{ "/.test(text) };
}

/**
 * A value as JSON text: lists of plain values on one line where they fit; objects too where the file has them so.
 * @param indent of the line that the value begins on
 * @param column where on that line it begins
 */
export function jsonText(value: unknown, layout: JsonLayout, indent: string, column: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inline = inlineText(value);
  const mayInline = layout.inlineObjects || isPlainList(value);
  if (Object.keys(value).length === 0) return inline;
  if (mayInline && column + inline.length < lineWidth) return inline;
  const inner = indent + layout.indent;
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const lines = Array.isArray(value)
    ? value.map((item) => inner + jsonText(item, layout, inner, inner.length))
    : Object.entries(value).map(([key, item]) => {
        const head = `${inner}${JSON.stringify(key)}: `;
        return head + jsonText(item, layout, inner, head.length);
      });
  return `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}

/** On one line, with a space inside braces: `{ "a": [1, 2] }`. */
export function inlineText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inlineText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inlineText(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function isPlainList(value: object): boolean {
  return Array.isArray(value) && value.every((item) => typeof item !== "object" || item === null);
}
