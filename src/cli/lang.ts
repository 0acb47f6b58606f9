import type { Lang } from "../messages/text.js";
import { ownWords } from "./own-words.js";

/** The language of the texts: `--lang`, else the locale variables in POSIX's order of precedence, else English. */
export function chooseLang(words: readonly string[], env: NodeJS.ProcessEnv): Lang {
  const argv = ownWords(words);
  const at = argv.indexOf("--lang");
  const flag =
    at >= 0 ? argv[at + 1] : argv.find((word) => word.startsWith("--lang="))?.slice("--lang=".length);
  if (flag === "es" || flag === "en") return flag;
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  return /^es([_.@-]|$)/i.test(locale) ? "es" : "en";
}
