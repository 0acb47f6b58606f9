import { opening } from "./brackets.js";
import type { CodeFile } from "./code-file.js";
import { marked } from "./marked-pattern.js";

const asked = marked(["IsDevelopment"], /\bif\s*\(\s*[\w.]*\bIsDevelopment\s*\(\s*\)\s*\)\s*/g);

/** Whether C# stands behind an `if (….IsDevelopment())`: what is set up there is not there where it is deployed. */
export function isDevelopmentOnly(file: CodeFile, offset: number): boolean {
  return file.find(asked).some((hit) => {
    const from = hit.offset + hit.text.length;
    const end = opening(file.brackets, from)?.close ?? file.code.indexOf(";", from);
    return from <= offset && offset < end;
  });
}
