import { expect, test } from "vitest";
import { markdownHeadings, markdownLists, wording, wordingHash } from "./markdown-lists.js";

const texts = (markdown: string) =>
  markdownLists(markdown).flatMap(({ entries }) => entries.map(({ text }) => text));

test("headings and boxes, with their lines and the way to them", () => {
  const markdown = "# Guide\n\n## Checklist\n\n### New services\n- [ ] One\n- [x] Two\n\n## Other\n- Three\n";
  expect(markdownLists(markdown)).toEqual([
    { headings: ["Guide"], line: 1, entries: [] },
    { headings: ["Guide", "Checklist"], line: 3, entries: [] },
    {
      headings: ["Guide", "Checklist", "New services"],
      line: 5,
      entries: [
        { text: "One", line: 6, box: true },
        { text: "Two", line: 7, box: true },
      ],
    },
    { headings: ["Guide", "Other"], line: 9, entries: [{ text: "Three", line: 10, box: false }] },
  ]);
});

test.each([
  [
    "the marks * and +, and numbers",
    "* [ ] One\n+ [ ] Two\n3. [X] Three\n4) [ ] Four",
    ["One", "Two", "Three", "Four"],
  ],
  ["Windows line ends and a byte order mark", "\uFEFF# A\r\n- [ ] One\r\n- [ ] Two\r\n", ["One", "Two"]],
  ["tabs and hard spaces", "-\t[ ]\tOne\n-\u00a0[ ]\u00a0Two", ["One", "Two"]],
  ["nested entries", "- [ ] One\n  - [ ] Two\n      - [ ] Three", ["One", "Two", "Three"]],
  [
    "entries that go on in the next line",
    "- [ ] One\n  and more\nand lazily\n- [ ] Two",
    ["One and more and lazily", "Two"],
  ],
  ["a second paragraph is not the item's text", "- [ ] One\n\n  Explained.\n- [ ] Two", ["One", "Two"]],
  ["block quotes", "> - [ ] One\n> - [ ] Two", ["One", "Two"]],
  [
    "emphasis, code and links",
    "- [ ] **One** `two` [three](https://x.test/a) *four* _five_",
    ["One two three four five"],
  ],
  ["code fences", "```\n- [ ] No\n```\n~~~~md\n- [ ] No\n~~~\n- [ ] No\n~~~~\n- [ ] One", ["One"]],
  ["a fence in a list entry", "- [ ] One\n  ```\n  - [ ] No\n  ```\n- [ ] Two", ["One", "Two"]],
  ["indented code", "Text\n\n    - [ ] No\n\n- [ ] One", ["One"]],
  ["front matter", "---\nitems:\n- [ ] No\n---\n- [ ] One", ["One"]],
  [
    "comments, also over lines",
    "<!-- - [ ] No -->\n<!--\n- [ ] No\n-->\n- [ ] One <!-- why --> more",
    ["One more"],
  ],
  ["a fence that never ends", "- [ ] One\n```\n- [ ] No", ["One"]],
])("reads %s", (_title, markdown, expected) => {
  expect(texts(markdown)).toEqual(expected);
});

test("setext headings and closed ATX headings", () => {
  expect(markdownHeadings("Guide\n=====\n\nPart\n---\n\n### Deep ###\n#hashtag\n")).toEqual([
    "Guide",
    "Part",
    "Deep",
  ]);
});

test("marks behind an entry", () => {
  const [section] = markdownLists(
    "- [ ] One <!-- msx: SEC-1 -->\n- [ ] Two <!-- msx: MS-5 sha256:0123abcd -->",
  );
  expect(section?.entries.map(({ text, mark }) => ({ text, mark }))).toEqual([
    { text: "One", mark: { id: "SEC-1" } },
    { text: "Two", mark: { id: "MS-5", hash: "0123abcd" } },
  ]);
});

test("wording is what the words say, not how they are set", () => {
  expect(wording("  **Contratos**  de `API`\u00a0documentados. ")).toBe("contratos de api documentados");
  expect(wordingHash("Uno")).toBe(wordingHash("*uno*."));
  expect(wordingHash("Uno")).not.toBe(wordingHash("Dos"));
});

test.each([
  ["brackets", "[".repeat(500_000)],
  ["comments that open", "<!--".repeat(200_000)],
  ["spaces behind a heading", `# ${" ".repeat(500_000)}x`],
  ["quote marks", ">".repeat(500_000)],
  ["many lines of openings", "- [ ] <!-- a --> [a](\n".repeat(40_000)],
  ["nesting", Array.from({ length: 3_000 }, (_, depth) => `${" ".repeat(depth)}- [ ] x`).join("\n")],
])("%s end in good time", (_title, markdown) => {
  const started = performance.now();
  markdownLists(markdown);
  expect(performance.now() - started).toBeLessThan(5_000);
});
