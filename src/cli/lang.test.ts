import { expect, test } from "vitest";
import { chooseLang } from "./lang.js";

test.each([
  [["--lang", "es"], { LANG: "en_US.UTF-8" }, "es"],
  [["--lang=en"], { LANG: "es_ES.UTF-8" }, "en"],
  [[], { LANG: "es_ES.UTF-8" }, "es"],
  [[], { LANG: "es_ES.UTF-8", LC_ALL: "C" }, "en"],
  [[], { LANG: "en_US", LC_MESSAGES: "es" }, "es"],
  [[], { LANG: "estonian" }, "en"],
  [[], {}, "en"],
] as const)("argv %j with %j speaks %s", (argv, env, lang) => {
  expect(chooseLang(argv, env)).toBe(lang);
});
