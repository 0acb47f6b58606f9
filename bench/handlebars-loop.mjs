// The floor of generation: a bare Handlebars loop over the same tree, with nothing of what msx promises besides.
// usage: handlebars-loop.mjs CONTEXT.json TEMPLATES OUT
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import Handlebars from "handlebars";

const [contextFile, templates, out] = process.argv.slice(2);
const context = JSON.parse(readFileSync(contextFile, "utf8"));

for (const entry of readdirSync(templates, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const source = path.join(entry.parentPath ?? entry.path, entry.name);
  const target = path.join(out, path.relative(templates, source).replace(/\.hbs$/, ""));
  mkdirSync(path.dirname(target), { recursive: true });
  if (source.endsWith(".hbs")) {
    const render = Handlebars.compile(readFileSync(source, "utf8"), { noEscape: true });
    writeFileSync(target, render(context));
  } else cpSync(source, target);
}
