import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { allowMethod } from "./gateway-method.js";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-method-"));
  file = path.join(folder, "ocelot.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const route = (service: string, methods: readonly string[]): string =>
  `{ "ServiceName": "${service}", "UpstreamHttpMethod": ${JSON.stringify(methods)} }`;

test("a route that lists methods without the new one gains it; other services' routes stay", () => {
  const text = `{ "Routes": [${route("item-service", ["GET"])}, ${route("box-service", ["GET"])}] }\n`;
  writeFileSync(file, text);
  const edited = allowMethod(file, "item-service", "PATCH")?.(text) ?? "";
  expect(JSON.parse(edited)).toEqual({
    Routes: [
      { ServiceName: "item-service", UpstreamHttpMethod: ["GET", "PATCH"] },
      { ServiceName: "box-service", UpstreamHttpMethod: ["GET"] },
    ],
  });
});

test("a route that lets the method through, or lists none, is left alone", () => {
  const open = '{ "ServiceName": "item-service" }';
  writeFileSync(file, `{ "Routes": [${route("item-service", ["get", "patch"])}, ${open}] }\n`);
  expect(allowMethod(file, "item-service", "PATCH")).toBeUndefined();
});
