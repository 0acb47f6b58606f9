import { expect, test } from "vitest";
import { phrase } from "../../../errors/detail.js";
import { explainPull } from "./pull.js";
import { registryOf } from "./registry-auth.js";

test.each([
  ["toomanyrequests: You have reached your pull rate limit", "registry-limit"],
  ["dial tcp: lookup registry-1.docker.io on 10.0.0.2:53: no such host", "registry-name"],
  ["unauthorized: authentication required", "registry-refuses"],
  ["manifest for postgres:99 not found: manifest unknown", "registry-no-image"],
  ["net/http: TLS handshake timeout", "registry-unreachable"],
] as const)("%s is explained", (said, meaning) => {
  expect(explainPull(said)).toEqual(phrase("meaning", { meaning: phrase(meaning), said }));
});

test("what is not known is passed on as it is", () => {
  expect(explainPull("disk on fire")).toBe("disk on fire");
});

test.each([
  ["postgres:17", "https://index.docker.io/v1/"],
  ["hashicorp/consul:1.22", "https://index.docker.io/v1/"],
  ["registry.example/hub/postgres:17", "registry.example"],
  ["localhost:5000/postgres", "localhost:5000"],
])("%s is of the registry %s", (reference, registry) => {
  expect(registryOf(reference)).toBe(registry);
});
