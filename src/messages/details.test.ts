import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";
import { type DetailCode, detailCodes } from "../errors/detail-codes.js";
import { detailTexts } from "./details.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => {
    const text = readFileSync(path.join(root, file), "utf8");
    return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  });

function holes(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name))].sort();
}

function each(visit: (node: ts.Node, source: ts.SourceFile) => void): void {
  for (const source of sources) {
    const step = (node: ts.Node): void => {
      visit(node, source);
      node.forEachChild(step);
    };
    step(source);
  }
}

function placeOf(node: ts.Node, source: ts.SourceFile): string {
  return `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

test("both languages say the same values", () => {
  const different = detailCodes
    .filter((code) => code !== "each")
    .filter((code) => {
      const { en, es } = detailTexts[code];
      return holes(en).join() !== holes(es).join();
    });
  expect(different).toEqual([]);
});

test("whoever names a detail gives the values of its text", () => {
  const wrong: string[] = [];
  each((node, source) => {
    if (!ts.isCallExpression(node) || node.expression.getText() !== "phrase") return;
    const [code, params] = node.arguments;
    if (!code || !ts.isStringLiteral(code)) return;
    const given =
      params && ts.isObjectLiteralExpression(params)
        ? params.properties.flatMap(({ name }) => name?.getText() ?? []).sort()
        : [];
    const { en, es } = detailTexts[code.text as DetailCode];
    const wanted = [...new Set([...holes(en), ...holes(es)])].filter((name) => name !== "parameters").sort();
    if (given.join() !== wanted.join()) wrong.push(`${placeOf(node, source)}: ${code.text}`);
  });
  expect(wrong).toEqual([]);
});

/** Of a sentence: two words, the first of small letters or the beginning of one. */
const sentence = /[A-Za-z]{2,}[,;)]? [a-z(]{2,}/;
/** What errors and messages are given that may be a sentence. */
const saying = new Set(["detail", "reason", "reasons", "doing", "allowed", "found", "remedy", "attempts"]);
/** Commands to type, and what other programs' own words are put together with. */
const isTyped = (text: string): boolean => /^(?:msx|docker|sudo|--)/.test(text);
/** Bugs of msx, told to its makers; and CloudFormation's words, in which its emulator answers too. */
const isForMakers = (node: ts.Node): boolean =>
  ts.isNewExpression(node) && /^"(?:BUG|TEMPLATE_INVALID)"/.test(node.arguments?.[0]?.getText() ?? "");

function literalText(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `X${literal.text}`).join("");
}

test("no part of a message is English text in the code", () => {
  const found: string[] = [];
  each((node, source) => {
    if (
      /^(?:emulators\/(?:aws|amqp|consul|otlp)|gateway|cloudformation|proxy-events|messages)\//.test(
        source.fileName,
      )
    )
      return;
    const said =
      (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) && saying.has(node.name.getText())
        ? node.initializer
        : ts.isNewExpression(node) && node.expression.getText() === "ReasonError"
          ? node.arguments?.[0]
          : undefined;
    if (said === undefined || isForMakers(node.parent?.parent ?? node)) return;
    const parts = ts.isConditionalExpression(said) ? [said.whenTrue, said.whenFalse] : [said];
    for (const part of parts) {
      const text = literalText(part);
      if (text !== undefined && sentence.test(text) && !isTyped(text))
        found.push(`${placeOf(node, source)}: ${text}`);
    }
  });
  expect(found).toEqual([]);
});
