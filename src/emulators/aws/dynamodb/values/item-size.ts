import { type AttributeValue, type Item, setElements } from "./attribute-value.js";
import { significantDigits } from "./number.js";

/** 400 KB, names and values together (developer guide, "Constraints"). */
export const maxItemBytes = 400 * 1024;

/**
 * Bytes that DynamoDB counts for an item (developer guide, "DynamoDB item sizes and formats"): names and strings in UTF-8,
 * a number a byte for each two digits and one more, a list or map 3 bytes and one for each element.
 */
export function itemBytes(item: Item): number {
  let bytes = 0;
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) bytes += Buffer.byteLength(name) + valueBytes(value);
  }
  return bytes;
}

function valueBytes(value: AttributeValue): number {
  if ("S" in value) return Buffer.byteLength(value.S);
  if ("N" in value) return numberBytes(value.N);
  if ("B" in value) return binaryBytes(value.B);
  if ("BOOL" in value || "NULL" in value) return 1;
  if ("L" in value) return value.L.reduce((sum, element) => sum + 1 + valueBytes(element), 3);
  if ("M" in value) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  const measure = "SS" in value ? Buffer.byteLength : "NS" in value ? numberBytes : binaryBytes;
  return (setElements(value) ?? []).reduce((sum, element) => sum + measure(element), 0);
}

function numberBytes(text: string): number {
  return Math.ceil(significantDigits(text) / 2) + 1 + (text.startsWith("-") ? 1 : 0);
}

function binaryBytes(base64: string): number {
  return Buffer.byteLength(base64, "base64");
}
