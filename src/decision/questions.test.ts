import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { choiceIds, choiceOf, choiceQuestions, exceptions, forms, valuesOf } from "./questions.js";

test("docs/decide.md shows the questions and their weights as they are", () => {
  const rows = choiceIds.flatMap((id) =>
    valuesOf(id).map((value) => {
      const { weights, rulesOut } = choiceOf(id, value);
      const adds = forms
        .filter((form) => weights[form] !== undefined)
        .map((form) => `${form} +${weights[form]}`);
      const out = rulesOut ? `${exceptions[rulesOut].form}: ${rulesOut} ${exceptions[rulesOut].title}` : "-";
      const { step, section } = choiceQuestions[id];
      return `| \`${id}\` | \`${value}\` | ${adds.join(", ") || "-"} | ${out} | ${step}, ${section} |`;
    }),
  );
  const page = readFileSync(new URL("../../docs/decide.md", import.meta.url), "utf8");
  expect(page.split("\n").filter((line) => /^\| `\w+` \| `\w+` \|/.test(line))).toEqual(rows);
});
