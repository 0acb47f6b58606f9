import { expect, test } from "vitest";
import { phrase } from "../errors/detail.js";
import { imageKeys, workspaceSchema } from "../workspace/schema.js";
import { awsProvider, imageVariable, resolveImage } from "./images.js";

const workspace = (platform: unknown = {}) =>
  workspaceSchema.parse({ apiVersion: "msx/v1", kind: "Workspace", name: "shop", platform });

test.each(imageKeys)("%s is pinned, never latest", (key) => {
  const { reference } = resolveImage(key, workspace(), {});
  expect(reference).toMatch(/:[\w.-]*\d[\w.-]*$/);
  expect(reference).not.toContain("latest");
});

test("localstack is the last version that needs no token", () => {
  expect(resolveImage("aws", workspace(), {}).reference).toBe("localstack/localstack:4.14.0");
});

test("the provider chooses the image: msx.yaml's, or MSX_AWS_PROVIDER's before it", () => {
  const floci = workspace({ aws: { provider: "floci" } });
  expect(resolveImage("aws", floci, {}).reference).toMatch(/^floci\/floci:/);
  expect(resolveImage("aws", floci, { MSX_AWS_PROVIDER: "moto" }).reference).toMatch(/^motoserver\/moto:/);
});

test("a provider msx does not know is refused, not replaced", () => {
  expect(() => awsProvider(workspace(), { MSX_AWS_PROVIDER: "azure" })).toThrow(
    expect.objectContaining({ code: "USAGE" }),
  );
});

test("msx's own AWS is no image: on Docker it is refused, naming those that are", () => {
  const own = workspace({ aws: { provider: "embedded" } });
  expect(awsProvider(own, {})).toBe("embedded");
  expect(() => resolveImage("aws", own, {})).toThrow(
    expect.objectContaining({
      code: "USAGE",
      params: expect.objectContaining({
        detail: phrase("provider-embedded", { known: "localstack, floci, moto" }),
      }),
    }),
  );
});

test("the mirror goes in front of pinned images only", () => {
  const mirrored = workspace({ mirror: "registry.example/hub/", images: { consul: "own/consul:1" } });
  expect(resolveImage("postgres", mirrored, {}).reference).toMatch(/^registry\.example\/hub\/postgres:17/);
  expect(resolveImage("consul", mirrored, {}).reference).toBe("own/consul:1");
});

test("the environment overrides msx.yaml", () => {
  const named = workspace({ images: { postgres: "own/postgres:17" } });
  const env = { MSX_IMAGE_POSTGRES: "other/postgres:17" };
  expect(resolveImage("postgres", named, env)).toMatchObject({
    reference: "other/postgres:17",
    overridden: true,
  });
});

test("variables are named after their keys", () => {
  expect(imageVariable("lambda-node")).toBe("MSX_IMAGE_LAMBDA_NODE");
});
