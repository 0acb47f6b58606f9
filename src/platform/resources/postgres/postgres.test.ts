import { expect, test } from "vitest";
import { defaultWorkspace } from "../../../workspace/default-workspace.js";
import type { ContainerSetting } from "../../resource.js";
import { postgres } from "./postgres.js";

function setting(reference: string, env: Record<string, string> = {}): ContainerSetting {
  return {
    workspace: defaultWorkspace("/shop"),
    env: {},
    secret: (name) => `secret of ${name}`,
    image: { wish: { key: "postgres" }, reference, env },
    connections: {},
    network: "shop-network",
  };
}

test("the data of 17 lies where its image writes", () => {
  const { volumes } = postgres.container(setting("postgres:17.11"));
  expect(volumes).toEqual([{ name: "data", path: "/var/lib/postgresql/data", version: "17" }]);
});

test("the image for 18 moved its data one folder up", () => {
  const { volumes } = postgres.container(setting("own/database:prod", { PG_MAJOR: "18" }));
  expect(volumes).toEqual([{ name: "data", path: "/var/lib/postgresql", version: "18" }]);
});

test("the superuser's password is passed by the name of its secret", () => {
  const spec = postgres.container(setting("postgres:17.11"));
  expect(spec.secretEnv).toEqual({ POSTGRES_PASSWORD: "postgres.admin" });
  expect(JSON.stringify(spec)).not.toContain("secret of");
});

test("there is no DATABASE_URL without a service", () => {
  const endpoint = { host: "127.0.0.1", ports: { postgres: 5433 } };
  expect(postgres.connection(endpoint, setting("postgres:17.11"))).toEqual({});
});
