import { expect, test } from "vitest";
import { CodeFile } from "./code-file.js";
import { CodeLayout } from "./code-layout.js";

/** The third time a content is read, it is known that files share it. */
function files(own: string): readonly CodeFile[] {
  const texts = {
    "a.ts": `own("${own}")`,
    "b.ts": "shared(one)",
    "c.ts": `own(${own})`,
    "d.ts": "shared(two)",
    "e.ts": "three",
  };
  return Object.entries(texts).map(([path, text]) => new CodeFile(path, text, "typescript"));
}

const paths = (found: readonly CodeFile[]) => found.map(({ path }) => path);

test("a service's own files are all given, of those that it shares the ones that matter, in their order", () => {
  files("first");
  files("second");
  for (const own of ["third", "fourth"]) {
    const layout = new CodeLayout(files(own));
    const { shared } = layout;
    expect(paths(layout.with([shared.naming("two")]))).toEqual(["a.ts", "c.ts", "d.ts"]);
    expect(paths(layout.with([shared.naming("nothing")]))).toEqual(["a.ts", "c.ts"]);
    expect(
      paths(layout.with([shared.naming("two"), shared.matching(/three/g), shared.naming("two")])),
    ).toEqual(["a.ts", "c.ts", "d.ts", "e.ts"]);
    expect(paths(layout.with([shared.matching(/shared\s*\(/g)]))).toEqual(["a.ts", "b.ts", "c.ts", "d.ts"]);
    expect(paths(layout.with([shared.matching(/SHARED\s*\(/g)]))).toEqual(["a.ts", "c.ts"]);
    expect(paths(layout.with([shared.matching(/SHARED\s*\(/gi)]))).toEqual(["a.ts", "b.ts", "c.ts", "d.ts"]);
    expect(paths(layout.with([shared.literally(/x/)]))).toEqual(["a.ts", "c.ts"]);
  }
});
