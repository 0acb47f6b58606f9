import type { DetailParams } from "../errors/detail.js";

/** The languages user text exists in. Code, comments and docs are English. */
export type Lang = "en" | "es";
export interface Text {
  readonly en: string;
  readonly es: string;
}
export type MessageTable = Readonly<Record<string, Text>>;
export type FillParams = Readonly<Record<string, string | number>>;
/** Values of a message, among them what is told in the language of the whole. */
export type MessageParams = DetailParams;

/** Fills `{name}` holes of a text. A hole without a value stays visible, so that a test or a reader notices it. */
export function fill(text: Text, lang: Lang, params: FillParams = {}): string {
  return text[lang].replace(/\{(\w+)\}/g, (hole, name: string) => String(params[name] ?? hole));
}
