import { expect, test } from "vitest";
import { serviceSchema, workspaceSchema } from "../../../workspace/schema.js";
import type { Workspace } from "../../../workspace/workspace.js";
import { networkName } from "../../engines/docker/network.js";
import type { ContainerSpec } from "../../resource.js";
import { aws } from "./aws.js";

/** As the container is made, in a workspace with one service of this form. */
function specOf(
  provider: string,
  form: "lambda" | "microservice",
  env: NodeJS.ProcessEnv = {},
): ContainerSpec {
  const common = { apiVersion: "msx/v1", name: "shop" };
  const file = workspaceSchema.parse({ ...common, kind: "Workspace", platform: { aws: { provider } } });
  const service = serviceSchema.parse({
    ...common,
    kind: "Service",
    form,
    stack: "typescript",
    owner: "team",
  });
  const allServices = [{ ...service, folder: "/shop/services/shop" }];
  const workspace = { ...file, folder: "/shop", allServices } as unknown as Workspace;
  const image = { wish: { key: "aws" }, reference: "aws:1", env: {} } as const;
  const network = networkName({ workspace });
  return aws.container({ workspace, env, image, network, connections: {}, secret: () => "" });
}

test.each(["localstack", "floci", "moto"])(
  "%s has the daemon's socket only where there are functions",
  (provider) => {
    expect(specOf(provider, "microservice")).not.toHaveProperty("dockerSocket");
    expect(specOf(provider, "microservice")).not.toHaveProperty("startsImages");
    expect(specOf(provider, "lambda")).toMatchObject({ dockerSocket: true, startsImages: ["lambda-node"] });
  },
);

test.each([
  ["localstack", "LAMBDA_DOCKER_NETWORK"],
  ["floci", "FLOCI_SERVICES_LAMBDA_DOCKER_NETWORK"],
  ["moto", "MOTO_DOCKER_NETWORK_NAME"],
])("%s starts functions on the workspace's network", (provider, variable) => {
  expect(specOf(provider, "lambda").env).toMatchObject({ [variable]: "shop-network" });
});

test("the image of functions is the provider's own, or the one that is named", () => {
  const named = { MSX_IMAGE_LAMBDA_NODE: "own/node:24" };
  expect(specOf("moto", "lambda").env?.MOTO_DOCKER_LAMBDA_IMAGE).toMatch(
    /^ghcr\.io\/shogo82148\/lambda-nodejs:/,
  );
  expect(specOf("moto", "lambda", named).env?.MOTO_DOCKER_LAMBDA_IMAGE).toBe("own/node:24");
  expect(specOf("localstack", "lambda").env).not.toHaveProperty("LAMBDA_RUNTIME_IMAGE_MAPPING");
  expect(specOf("localstack", "lambda", named).env?.LAMBDA_RUNTIME_IMAGE_MAPPING).toBe(
    '{"nodejs24.x":"own/node:24"}',
  );
});
