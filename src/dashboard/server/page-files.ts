import { readFileSync } from "node:fs";
import path from "node:path";
import type { Lang } from "../../messages/text.js";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
}

/** The page as the build made it, by the paths it is asked under. Without a token, since it says nothing of the workspace. */
export function readPageFiles(folder: string, lang: Lang): ReadonlyMap<string, PageFile> {
  const files = ["index.html", "main.js", "style.css", "icon.svg"].map((name): [string, PageFile] => {
    const text = readFileSync(path.join(folder, name), "utf8");
    const body = Buffer.from(text.replace('<html lang="en">', `<html lang="${lang}">`));
    return [name === "index.html" ? "/" : `/${name}`, { type: types[path.extname(name)] ?? "", body }];
  });
  return new Map(files);
}
