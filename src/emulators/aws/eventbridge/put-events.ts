import { randomUUID } from "node:crypto";
import { compileEventPattern } from "../event-pattern/event-pattern.js";
import type { AwsCall, AwsInput, Operations } from "../front/aws-service.js";
import { optionalText, recordList, textList } from "../front/read-input.js";
import type { EventEnvelope } from "./event-bus.js";
import { constraint, notValid, validation } from "./eventbridge-error.js";
import { busName } from "./read-parameters.js";
import { checkRefused } from "./refused.js";
import { checkPattern } from "./rule-operations.js";

const maxEntries = 10;
/** Of all entries together (PutEvents, since January 2026). */
const maxBytes = 1024 * 1024;

/** Gives an event to the rules of a bus. */
export type PublishEvent = (
  place: Pick<AwsCall, "account" | "region">,
  bus: string,
  event: EventEnvelope,
  hops?: number,
) => void;

interface EntryError {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** Events, and whether a pattern wants one. */
export function eventOperations(publish: PublishEvent, now: () => number): Operations {
  return {
    PutEvents(input, call) {
      checkRefused(input, ["EndpointId"]);
      const entries = recordList(input, "Entries");
      if (entries.length === 0) throw constraint([], "entries", "have length greater than or equal to 1");
      if (entries.length > maxEntries) {
        throw constraint(entries, "entries", `have length less than or equal to ${maxEntries}`);
      }
      if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > maxBytes) {
        throw validation("Total size of the entries in the request is over the limit.");
      }
      const Entries = entries.map((entry) => {
        const read = readEntry(entry, call, now());
        if ("ErrorCode" in read) return read;
        publish(call, busName(entry), read);
        return { EventId: read.id };
      });
      return { FailedEntryCount: Entries.filter((entry) => "ErrorCode" in entry).length, Entries };
    },

    TestEventPattern(input) {
      const pattern = optionalText(input, "EventPattern");
      if (pattern === undefined) throw constraint(undefined, "eventPattern", "not be null");
      const event = parseObject(optionalText(input, "Event") ?? "");
      const needed = ["id", "account", "source", "time", "region", "resources", "detail-type"];
      const missing = event === undefined ? undefined : needed.find((name) => event[name] === undefined);
      if (event === undefined) throw notValid("Event", "it is not a JSON object.");
      if (missing !== undefined) throw notValid("Event", `${missing} is a required field.`);
      checkPattern(pattern);
      return { Result: compileEventPattern(pattern)(event) };
    },
  };
}

/** As the user guide counts it. */
function sizeOf(entry: AwsInput): number {
  const texts = ["Source", "DetailType", "Detail"].map((name) => optionalText(entry, name) ?? "");
  const time = entry.Time === undefined ? 0 : 14;
  return [...texts, ...textList(entry, "Resources")].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    time,
  );
}

function readEntry(entry: AwsInput, { account, region }: AwsCall, at: number): EventEnvelope | EntryError {
  for (const name of ["Source", "DetailType", "Detail"]) {
    if ((optionalText(entry, name) ?? "") === "") {
      const ErrorMessage = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
      return { ErrorCode: "InvalidArgument", ErrorMessage };
    }
  }
  const source = optionalText(entry, "Source") ?? "";
  if (source.startsWith("aws.")) {
    const ErrorCode = "NotAuthorizedForSourceException";
    return { ErrorCode, ErrorMessage: "Not authorized for the source." };
  }
  const detail = parseObject(optionalText(entry, "Detail") ?? "");
  if (detail === undefined) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  const time = typeof entry.Time === "number" ? entry.Time * 1000 : at;
  return {
    ...{ version: "0", id: randomUUID(), "detail-type": optionalText(entry, "DetailType") ?? "", source },
    ...{ account, time: toSeconds(time), region, resources: textList(entry, "Resources"), detail },
  };
}

/** ISO 8601 without fractions of a second. */
export function toSeconds(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+Z$/, "Z");
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
