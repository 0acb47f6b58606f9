"use strict";

const { existsSync, readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

/**
 * The function that `folder/module.export.nested` names.
 * @param root the folder of the code
 */
async function loadHandler(root, name) {
  if (name === undefined || name.includes("..")) {
    throw named(
      "Runtime.MalformedHandlerName",
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const [, base, exported] = /^([^.]*)\.(.+)$/.exec(path.basename(name)) ?? [];
  if (base === undefined || exported === undefined)
    throw named("Runtime.MalformedHandlerName", "Bad handler");
  const found = await loadModule(root, path.join(path.dirname(name), base));
  const handler = exported.split(".").reduce((value, key) => value?.[key], found);
  if (handler === undefined || handler === null) {
    throw named("Runtime.HandlerNotFound", `${name} is undefined or not exported`);
  }
  if (typeof handler !== "function") {
    throw named("Runtime.HandlerNotFound", `${name} is not a function`);
  }
  return handler;
}

async function loadModule(root, module) {
  const file = path.resolve(root, module);
  try {
    for (const [extension, load] of [
      ["", loadAsPackageSays],
      [".js", loadAsPackageSays],
      [".mjs", (one) => import(pathToFileURL(one).href)],
      [".cjs", (one) => require(one)],
    ]) {
      if (existsSync(file + extension) && (extension !== "" || path.extname(file) !== "")) {
        return await load(file + extension, root);
      }
    }
    // A folder with an index, or a package.
    return createRequire(path.join(root, "index.js"))(`./${path.relative(root, file)}`);
  } catch (error) {
    if (error instanceof SyntaxError) throw renamed(error, "Runtime.UserCodeSyntaxError");
    if (error?.code === "MODULE_NOT_FOUND" || error?.code === "ERR_MODULE_NOT_FOUND") {
      throw renamed(error, "Runtime.ImportModuleError");
    }
    throw error;
  }
}

/** `.js` is an ES module where the nearest package.json says so. */
function loadAsPackageSays(file, root) {
  return isModule(path.dirname(file), root) ? import(pathToFileURL(file).href) : require(file);
}

function isModule(folder, root) {
  const manifest = path.join(folder, "package.json");
  if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, "utf8")).type === "module";
  return folder !== root && folder !== path.dirname(folder) && isModule(path.dirname(folder), root);
}

function named(name, message) {
  return Object.assign(new Error(message), { name });
}

/** AWS's runtime gives the error another name and says its own inside. */
function renamed(error, name) {
  const again = new Error(name === "Runtime.ImportModuleError" ? `Error: ${error.message}` : error.message);
  again.name = name;
  again.stack = `${name}: ${error.stack}`;
  return again;
}

module.exports = { loadHandler };
