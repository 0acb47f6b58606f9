import type { Workspace } from "../../../workspace/workspace.js";
import { awsProvider, type ContainedAwsProvider, containedAwsProvider, resolveImage } from "../../images.js";
import type { ContainerSetting, ContainerSpec, Endpoint, Resource } from "../../resource.js";
import { callerIdentity, testCredentials } from "./caller-identity.js";

/** AWS on this machine, at one port: on Docker by the provider that msx.yaml or MSX_AWS_PROVIDER names, else by msx's own emulator. */
export const aws: Resource = {
  name: "aws",
  dependsOn: [],
  ports: [{ name: "http", scheme: "http", container: 4566, host: 4566 }],
  images: [{ key: "aws" }],

  container(setting) {
    const provider = containedAwsProvider(setting.workspace, setting.env);
    const spec = specs[provider](setting);
    if (!hasFunctions(setting.workspace)) return spec;
    const env = { ...spec.env, ...functionSettings[provider](setting) };
    return { ...spec, env, dockerSocket: true, startsImages: ["lambda-node"] };
  },

  embedded({ workspace, env }) {
    const provider = awsProvider(workspace, env);
    return {
      ports: ["http"],
      keepsData: true,
      run: { program: "aws" },
      ...(provider !== "embedded" && { insteadOf: provider }),
    };
  },

  async health(endpoint, _context, signal) {
    await callerIdentity(url(endpoint), signal);
  },

  compose({ workspace, env }) {
    // LocalStack's image checks itself; Floci's says nothing of how.
    return awsProvider(workspace, env) === "moto" ? { health: ["python3", "-c", motoHealth] } : {};
  },

  connection(endpoint) {
    return {
      AWS_ENDPOINT_URL: url(endpoint),
      AWS_REGION: testCredentials.region,
      AWS_DEFAULT_REGION: testCredentials.region,
      AWS_ACCESS_KEY_ID: testCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: testCredentials.secretAccessKey,
    };
  },
};

const motoHealth =
  "import urllib.request as r; r.urlopen('http://127.0.0.1:4566/moto-api/config', timeout=3)";

const specs: Readonly<Record<ContainedAwsProvider, (setting: ContainerSetting) => ContainerSpec>> = {
  localstack: ({ env }) => ({
    env: {
      // From 2026.03 on LocalStack ends at once (exit code 55) without a token; 4.14.0 needs none.
      ...(env.LOCALSTACK_AUTH_TOKEN && { LOCALSTACK_AUTH_TOKEN: env.LOCALSTACK_AUTH_TOKEN }),
      DISABLE_EVENTS: "1",
    },
    volumes: [{ name: "data", path: "/var/lib/localstack" }],
    memoryMiB: 2048,
    pids: 1024,
  }),
  floci: () => ({
    env: { FLOCI_HOSTNAME: "aws", FLOCI_STORAGE_MODE: "persistent" },
    volumes: [{ name: "data", path: "/app/data" }],
    memoryMiB: 1024,
    pids: 1024,
  }),
  // Its image listens on 5000 unless told otherwise. It keeps everything in memory. AWS's own policies, which functions' roles name, it
  // only has when it is told to load them.
  moto: () => ({
    env: { MOTO_PORT: "4566", MOTO_IAM_LOAD_MANAGED_POLICIES: "true" },
    memoryMiB: 1024,
    pids: 512,
  }),
};

/**
 * What a provider must be told so that it starts functions in containers that reach it, and Consul and the rest. All three need
 * the daemon's socket for that, so they get it only in a workspace that has functions.
 */
const functionSettings: Readonly<
  Record<ContainedAwsProvider, (setting: ContainerSetting) => Readonly<Record<string, string>>>
> = {
  // Templates ask for arm64, which is cheaper at AWS; here functions run on what this machine is.
  localstack: ({ workspace, env, network }) => {
    const { reference, overridden } = resolveImage("lambda-node", workspace, env);
    const isOther = overridden || workspace.platform.mirror !== undefined;
    return {
      LAMBDA_DOCKER_NETWORK: network,
      LAMBDA_IGNORE_ARCHITECTURE: "1",
      ...(isOther && { LAMBDA_RUNTIME_IMAGE_MAPPING: JSON.stringify({ "nodejs24.x": reference }) }),
    };
  },
  floci: ({ network }) => ({ FLOCI_SERVICES_LAMBDA_DOCKER_NETWORK: network }),
  moto: ({ workspace, env, network }) => ({
    MOTO_DOCKER_NETWORK_NAME: network,
    MOTO_DOCKER_LAMBDA_IMAGE: resolveImage("lambda-node", workspace, env).reference,
  }),
};

function hasFunctions({ allServices }: Workspace): boolean {
  return allServices.some(({ form }) => form === "lambda");
}

function url({ host, ports }: Endpoint): string {
  return `http://${host}:${ports.http ?? 4566}`;
}
