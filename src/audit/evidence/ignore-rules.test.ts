import { expect, test } from "vitest";
import { ignoreRules } from "./ignore-rules.js";

const names = ["a", "b.log", "dist", ".env", "Dist", "keep", "x y", ".msx", ".MSX", "\u212aeep", "foo.ts"];

/** Every entry that a walk sees which does not go into what is ignored, three folders deep. */
function* entries(
  test: (path: string) => unknown,
  folder = "",
  depth = 0,
): Generator<readonly [string, string]> {
  for (const name of names) {
    yield [`${folder}${name}`, name];
    yield [`${folder}${name}/`, `${name}/`];
    if (depth < 2 && test(`${folder}${name}/`) === undefined)
      yield* entries(test, `${folder}${name}/`, depth + 1);
  }
}

test.each([
  "node_modules/\ndist/\n*.log\n.env\n.msx/*\n!.msx/b.log\n",
  "/dist\n/a/keep\n",
  "keep/*\n!Keep/a\n",
  "*\n!keep\n",
  "!*.log\n",
  "**/dist\na/**\n",
  "a/*/b.log\n",
  "dist/ \n# comment\n\\#a\n",
  "dist\n!a/dist\n",
  "[ab].log\n?\n",
  "",
])("an entry is told by its name as by its path: %j", (text) => {
  const rules = ignoreRules([text]);
  let seen = 0;
  for (const [path, name] of entries(rules.test)) {
    const base = "services/one/";
    expect({ path, said: rules.testListed(`${base}${path}`, base.length, name) }).toEqual({
      path,
      said: rules.test(path),
    });
    seen += 1;
  }
  expect(seen).toBeGreaterThan(10);
});
