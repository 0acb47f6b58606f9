import type { ConfigNode } from "./config-node.js";
import type { DeployedFunction, EventKind, FunctionEvent } from "./deployed-function.js";

/** The functions of a serverless.yml; `functions` may be a list of maps. */
export function serverlessFunctions(root: ConfigNode): readonly DeployedFunction[] {
  return (root.get("functions")?.items() ?? []).flatMap((part) =>
    part.entries().map(([key, node]) => serverlessFunction(key, node, root)),
  );
}

function serverlessFunction(id: string, node: ConfigNode, root: ConfigNode): DeployedFunction {
  const provider = root.get("provider");
  const setting = (name: string): ConfigNode | undefined => node.get(name) ?? provider?.get(name);
  const url = node.get("url");
  const events = node.get("events")?.items() ?? [];
  return {
    ...{ id, node, root },
    name: node.get("name"),
    handler: node.get("handler"),
    codeFolder: undefined,
    runtime: setting("runtime"),
    timeout: setting("timeout"),
    memory: setting("memorySize"),
    tracing: node.get("tracing") ?? provider?.get("tracing", "lambda"),
    provisioned: node.get("provisionedConcurrency"),
    hasAlias: true,
    snapStart: node.get("snapStart"),
    logFormat: node.get("logs", "logFormat") ?? provider?.get("logs", "lambda", "logFormat"),
    layers: setting("layers") ?? node.get("image"),
    environment: [
      ...(provider?.get("environment")?.entries() ?? []),
      ...(node.get("environment")?.entries() ?? []),
    ],
    onFailure: node.get("destinations", "onFailure") ?? node.get("onError"),
    events: [
      ...events.flatMap((event) => serverlessEvent(event) ?? []),
      ...(url && url.value !== false
        ? [{ kind: "url", node: url, source: undefined, setting: () => undefined } as const]
        : []),
    ],
  };
}

const kinds: Readonly<Record<string, EventKind>> = {
  ...{ http: "http", httpApi: "http-api", websocket: "websocket", sqs: "queue", eventBridge: "bus" },
  ...{ cloudwatchEvent: "bus", schedule: "schedule", s3: "bucket", sns: "topic" },
};

/** SAM's names of settings that the Serverless Framework calls otherwise. */
const spelled: Readonly<Record<string, string>> = {
  FunctionResponseTypes: "functionResponseType",
  MaximumBatchingWindowInSeconds: "maximumBatchingWindow",
  "DestinationConfig.OnFailure": "destinations.onFailure",
};

function serverlessEvent(event: ConfigNode): FunctionEvent | undefined {
  const [name, settings] = event.entries()[0] ?? [];
  if (name === undefined || settings === undefined) {
    // `- httpApi: '*'` has a value; `- schedule` alone has none.
    return undefined;
  }
  const source =
    settings.first("arn", "queue", "topicName", "bucket") ?? (settings.text ? settings : undefined);
  const route = routeOf(settings);
  return {
    kind: name === "stream" ? streamKind(settings) : (kinds[name] ?? "other"),
    ...{ node: event, source, ...route },
    setting(asked) {
      const own = spelled[asked] ?? asked.replace(/^./, (first) => first.toLowerCase());
      return settings.get(...own.split("."));
    },
  };
}

function streamKind(settings: ConfigNode): EventKind {
  const type = settings.get("type")?.text;
  const arn = JSON.stringify(settings.get("arn")?.value ?? settings.value);
  return type === "kinesis" || (type === undefined && arn.includes(":kinesis:")) ? "kinesis" : "table-stream";
}

/** `{ path: users/{id}, method: get }`, `GET /users/{id}` or `*`. */
function routeOf(settings: ConfigNode): Pick<FunctionEvent, "path" | "method"> {
  const short = /^(\S+)\s+(\S+)$/.exec(settings.text ?? "");
  const path = settings.get("path")?.text ?? short?.[2];
  const method = (settings.get("method")?.text ?? short?.[1] ?? "all").toLowerCase();
  return {
    ...(path !== undefined && path !== "*" && { path: path.startsWith("/") ? path : `/${path}` }),
    method: /^(?:any|\*)$/.test(method) ? "all" : method,
  };
}
