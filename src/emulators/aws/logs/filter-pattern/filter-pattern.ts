import { notEmulated } from "../../front/aws-error.js";
import { invalidParameter } from "../logs-error.js";
import { compileJsonFilter } from "./json-filter.js";

export type MessageTest = (message: string) => boolean;

const maxLength = 1024;

/**
 * Makes a test of a filter pattern: terms (`ERROR -debug ?warn "two words"`), or `{ $.level = "error" && $.ms > 5 }`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * @throws AwsError InvalidParameterException
 */
export function compileFilterPattern(pattern: string): MessageTest {
  const text = pattern.trim();
  if (text.length > maxLength) {
    throw invalidParameter(`The filter pattern is longer than ${maxLength} characters.`);
  }
  if (text.startsWith("{")) return compileJsonFilter(text);
  if (text.startsWith("[")) {
    throw notEmulated("A filter pattern for space-delimited events", "InvalidParameterException");
  }
  return compileTerms(text);
}

interface Term {
  readonly sign: "" | "-" | "?";
  readonly text: string;
}

function compileTerms(pattern: string): MessageTest {
  const terms = readTerms(pattern);
  const of = (sign: Term["sign"]): readonly string[] =>
    terms.filter((term) => term.sign === sign).map(({ text }) => text);
  const [all, none] = [of(""), of("-")];
  // Beside terms of other kinds these are ignored by AWS.
  const any = all.length + none.length > 0 ? [] : of("?");
  return (message) =>
    all.every((text) => message.includes(text)) &&
    !none.some((text) => message.includes(text)) &&
    (any.length === 0 || any.some((text) => message.includes(text)));
}

function readTerms(pattern: string): readonly Term[] {
  const terms: Term[] = [];
  let rest = pattern;
  while (rest !== "") {
    const term = /^([-?]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))\s*/s.exec(rest);
    if (term === null) throw invalidParameter("Invalid filter pattern");
    const [whole, sign = "", quoted, plain = ""] = term;
    if (quoted === undefined && /^%.*%$/.test(plain)) {
      throw notEmulated("A regular expression in a filter pattern", "InvalidParameterException");
    }
    terms.push({ sign: sign as Term["sign"], text: quoted?.replace(/\\(.)/gs, "$1") ?? plain });
    rest = rest.slice(whole.length);
  }
  return terms;
}
