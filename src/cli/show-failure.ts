import { describeError } from "../messages/catalogue.js";
import { errorText } from "../ui/error-text.js";
import { chooseLang } from "./lang.js";
import { ownWords } from "./own-words.js";
import { toMsxError } from "./to-msx-error.js";

/**
 * Shows a failure (as JSON on stdout with `--json`, else as text on stderr) and sets the exit code.
 * @param command the command's id, where one was found
 * @param indent of the JSON; 0 for one line
 */
export function showFailure(error: unknown, argv: readonly string[], command = "", indent = 2): void {
  const own = ownWords(argv);
  const lang = chooseLang(argv, process.env);
  const failure = toMsxError(error, command, lang);
  if (own.includes("--json")) {
    process.stdout.write(`${JSON.stringify({ error: describeError(failure, lang) }, null, indent)}\n`);
  } else {
    const colour = process.stderr.hasColors?.() ?? false;
    process.stderr.write(errorText(failure, { lang, colour, debug: own.includes("--debug") }));
  }
  process.exitCode = failure.exitCode;
}
