import { type DetailParam, type DetailParams, isDetail } from "../errors/detail.js";
import { detailTexts } from "./details.js";
import { type FillParams, fill, type Lang, type Text } from "./text.js";

/** What a value says in one language. */
export function tell(value: DetailParam, lang: Lang): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (isDetail(value)) return fill(detailTexts[value.detailCode], lang, told(value.params, lang));
  return value.map((one) => tell(one, lang)).join("\n");
}

/** All values of a message, told. */
export function told(params: DetailParams, lang: Lang): FillParams {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, tell(value, lang)]));
}

/** A result as a JSON document, what it says told in one language. */
export function toJson(result: unknown, lang: Lang, indent: number): string {
  return JSON.stringify(
    result,
    (_key, value: unknown) => (isDetail(value) ? tell(value, lang) : value),
    indent,
  );
}

/** What a value says in both languages. */
export function tellBoth(value: DetailParam): Text {
  return { en: tell(value, "en"), es: tell(value, "es") };
}
