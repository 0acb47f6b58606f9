/** One operation's method and path; `{name}` is one part of the path, `{arn+}` all that is left. */
interface Route {
  readonly operation: string;
  readonly method: string;
  readonly pattern: RegExp;
  /** Only where the query has this. */
  readonly query?: string;
}

const f = "/2015-03-31/functions/{name}";
const m = "/2015-03-31/event-source-mappings";

/** As in the service's model. Of the ones with a query the first that fits is meant. */
const table: readonly (readonly [operation: string, method: string, path: string, query?: string])[] = [
  ["Invoke", "POST", `${f}/invocations`],
  ["CreateFunction", "POST", "/2015-03-31/functions"],
  ["ListFunctions", "GET", "/2015-03-31/functions"],
  ["GetFunction", "GET", f],
  ["DeleteFunction", "DELETE", f],
  ["GetFunctionConfiguration", "GET", `${f}/configuration`],
  ["UpdateFunctionConfiguration", "PUT", `${f}/configuration`],
  ["UpdateFunctionCode", "PUT", `${f}/code`],
  ["PublishVersion", "POST", `${f}/versions`],
  ["ListVersionsByFunction", "GET", `${f}/versions`],
  ["CreateAlias", "POST", `${f}/aliases`],
  ["ListAliases", "GET", `${f}/aliases`],
  ["GetAlias", "GET", `${f}/aliases/{alias}`],
  ["UpdateAlias", "PUT", `${f}/aliases/{alias}`],
  ["DeleteAlias", "DELETE", `${f}/aliases/{alias}`],
  ["AddPermission", "POST", `${f}/policy`],
  ["GetPolicy", "GET", `${f}/policy`],
  ["RemovePermission", "DELETE", `${f}/policy/{sid}`],
  ["PutFunctionConcurrency", "PUT", "/2017-10-31/functions/{name}/concurrency"],
  ["DeleteFunctionConcurrency", "DELETE", "/2017-10-31/functions/{name}/concurrency"],
  ["GetFunctionConcurrency", "GET", "/2019-09-30/functions/{name}/concurrency"],
  [
    "ListProvisionedConcurrencyConfigs",
    "GET",
    "/2019-09-30/functions/{name}/provisioned-concurrency",
    "List",
  ],
  ["GetProvisionedConcurrencyConfig", "GET", "/2019-09-30/functions/{name}/provisioned-concurrency"],
  ["PutProvisionedConcurrencyConfig", "PUT", "/2019-09-30/functions/{name}/provisioned-concurrency"],
  ["DeleteProvisionedConcurrencyConfig", "DELETE", "/2019-09-30/functions/{name}/provisioned-concurrency"],
  ["ListFunctionEventInvokeConfigs", "GET", "/2019-09-25/functions/{name}/event-invoke-config/list"],
  ["GetFunctionEventInvokeConfig", "GET", "/2019-09-25/functions/{name}/event-invoke-config"],
  ["PutFunctionEventInvokeConfig", "PUT", "/2019-09-25/functions/{name}/event-invoke-config"],
  ["UpdateFunctionEventInvokeConfig", "POST", "/2019-09-25/functions/{name}/event-invoke-config"],
  ["DeleteFunctionEventInvokeConfig", "DELETE", "/2019-09-25/functions/{name}/event-invoke-config"],
  ["CreateEventSourceMapping", "POST", m],
  ["ListEventSourceMappings", "GET", m],
  ["GetEventSourceMapping", "GET", `${m}/{uuid}`],
  ["UpdateEventSourceMapping", "PUT", `${m}/{uuid}`],
  ["DeleteEventSourceMapping", "DELETE", `${m}/{uuid}`],
  ["TagResource", "POST", "/2017-03-31/tags/{arn+}"],
  ["UntagResource", "DELETE", "/2017-03-31/tags/{arn+}"],
  ["ListTags", "GET", "/2017-03-31/tags/{arn+}"],
  ["GetAccountSettings", "GET", "/2016-08-19/account-settings"],
];

const routes: readonly Route[] = table.map(([operation, method, path, query]) => ({
  ...{ operation, method },
  pattern: new RegExp(
    `^${path.replace(/\{(\w+)\+\}/, "(?<$1>.+)").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}/?$`,
  ),
  ...(query !== undefined && { query }),
}));

/** Which operation a request is, with the named parts of its path; undefined where it is none of these. */
export function findRoute(
  method: string,
  path: string,
  query: URLSearchParams,
): { readonly operation: string; readonly path: Readonly<Record<string, string>> } | undefined {
  for (const route of routes) {
    if (route.method !== method || (route.query !== undefined && !query.has(route.query))) continue;
    const match = route.pattern.exec(path);
    if (match === null) continue;
    const named = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decode(value)]);
    return { operation: route.operation, path: Object.fromEntries(named) };
  }
  return undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
