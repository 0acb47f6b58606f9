// The floor of an audit: walks a folder, reads its files as text and looks for seven patterns in them.
// usage: read-floor.mjs FOLDER
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const [root] = process.argv.slice(2);
/** What the audit does not read either: tool state, and what a package manager wrote. */
const skipped = new Set(["node_modules", ".git", ".msx"]);
const patterns = [
  /\bfetch\s*\(/,
  /\bcircuitBreaker\s*\(/,
  /DATABASE_URL/,
  /\/health\/ready/,
  /^USER\s/m,
  /password\s*=/i,
  /"openapi"\s*:/,
];
let found = 0;
let files = 0;

function visit(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name)) visit(place);
    } else if (entry.isFile() && entry.name !== "package-lock.json") {
      const text = readFileSync(place, "utf8");
      files += 1;
      for (const pattern of patterns) if (pattern.test(text)) found += 1;
    }
  }
}

visit(root);
console.log(`${found} in ${files} files`);
