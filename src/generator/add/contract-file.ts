import path from "node:path";
import * as z from "zod";
import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import { forReasons, issueReason } from "../../workspace/issue-reason.js";
import type { Service } from "../../workspace/workspace.js";
import { readText } from "../../workspace/yaml-file.js";

const openapi = z.looseObject({
  openapi: z.string().startsWith("3."),
  tags: z.array(z.looseObject({ name: z.string() })).default([]),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()).default({}) }).prefault({}),
});
/** As much of an OpenAPI 3 document as additions look at. */
export type OpenApi = z.infer<typeof openapi>;

const reference = z.looseObject({ $ref: z.string() });
const asyncapi = z.looseObject({
  asyncapi: z.string().startsWith("3."),
  channels: z
    .record(
      z.string(),
      z.looseObject({
        address: z.string().optional(),
        messages: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default({}),
  operations: z
    .record(
      z.string(),
      z.looseObject({
        action: z.enum(["send", "receive"]),
        channel: reference,
        messages: z.array(reference).default([]),
      }),
    )
    .default({}),
  components: z
    .looseObject({
      messages: z.record(z.string(), z.unknown()).default({}),
      schemas: z.record(z.string(), z.unknown()).default({}),
    })
    .prefault({}),
});
/** As much of an AsyncAPI 3 document as additions look at. */
export type AsyncApi = z.infer<typeof asyncapi>;

export const methods = ["get", "post", "put", "patch", "delete"] as const;
export type Method = (typeof methods)[number];

export function openApiFile(service: Service): string {
  return path.join(service.folder, "contracts", "openapi.json");
}

export function asyncApiFile(service: Service): string {
  return path.join(service.folder, "contracts", "asyncapi.json");
}

/** @throws MsxError FILE_UNREADABLE or FILE_INVALID */
export function readOpenApi(service: Service): OpenApi {
  return read(openApiFile(service), openapi);
}

/** @throws MsxError FILE_UNREADABLE or FILE_INVALID */
export function readAsyncApi(service: Service): AsyncApi {
  return read(asyncApiFile(service), asyncapi);
}

function read<T extends z.ZodType>(file: string, schema: T): z.infer<T> {
  let document: unknown;
  try {
    document = JSON.parse(readText(file));
  } catch (cause) {
    if (cause instanceof MsxError) throw cause;
    throw new MsxError("FILE_INVALID", { file, line: 1, detail: (cause as Error).message }, { cause });
  }
  const parsed = schema.safeParse(document, forReasons);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new MsxError("FILE_INVALID", {
    file,
    line: 1,
    detail: phrase("of", { what: issue?.path.join(".") ?? "", reason: issue ? issueReason(issue) : "-" }),
  });
}

export interface FoundOperation {
  readonly id: string | undefined;
  readonly method: Method;
  readonly path: string;
}

export function operationsOf(contract: OpenApi): readonly FoundOperation[] {
  return Object.entries(contract.paths).flatMap(([address, item]) =>
    methods.flatMap((method) => {
      const operation = z.looseObject({ operationId: z.string().optional() }).safeParse(item[method]);
      return operation.success ? [{ id: operation.data.operationId, method, path: address }] : [];
    }),
  );
}

export interface SentEvent {
  readonly type: string;
  /** The address of its channel. */
  readonly exchange: string;
  readonly message: unknown;
}

/** The events that a contract says its service sends. */
export function sentEvents(contract: AsyncApi): readonly SentEvent[] {
  return Object.values(contract.operations)
    .filter(({ action }) => action === "send")
    .flatMap(({ channel, messages }) => {
      const key = lastPart(channel.$ref);
      const found = contract.channels[key];
      return messages.map(({ $ref }) => ({
        type: lastPart($ref),
        exchange: found?.address ?? key,
        message: found?.messages[lastPart($ref)],
      }));
    });
}

/** The key of the channel of an address, where there is one. */
export function channelAt(contract: AsyncApi, address: string): string | undefined {
  return Object.keys(contract.channels).find((key) => contract.channels[key]?.address === address);
}

function lastPart(pointer: string): string {
  return pointer.slice(pointer.lastIndexOf("/") + 1);
}
