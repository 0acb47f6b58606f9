import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildSettings } from "./build-settings.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-settings-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";

test("proxies are passed on, in either spelling; one on this machine's loopback is left out and named", () => {
  const settings = buildSettings({
    HTTP_PROXY: "http://proxy.corp:3128",
    https_proxy: "http://127.0.0.1:3128",
    ALL_PROXY: "localhost:1080",
    NO_PROXY: "localhost,127.0.0.1",
  });
  expect(settings.args).toEqual({ HTTP_PROXY: "http://proxy.corp:3128", NO_PROXY: "localhost,127.0.0.1" });
  expect(settings.unreachable).toEqual(["HTTPS_PROXY", "ALL_PROXY"]);
});

test("of a CA file only the certificates go into the build", () => {
  const file = path.join(folder, "both.pem");
  writeFileSync(file, `-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n${certificate}\n`);
  expect(buildSettings({ NODE_EXTRA_CA_CERTS: file, SSL_CERT_FILE: "/nowhere" }).files).toEqual({
    "ca.crt": `${certificate}\n`,
  });
});

test("no CA, a missing file and a file without certificates give none", () => {
  const file = path.join(folder, "empty.pem");
  writeFileSync(file, "");
  expect(buildSettings({}).files).toEqual({});
  expect(buildSettings({ SSL_CERT_FILE: path.join(folder, "missing") }).files).toEqual({});
  expect(buildSettings({ SSL_CERT_FILE: file }).files).toEqual({});
});
