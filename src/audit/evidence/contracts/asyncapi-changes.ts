import type { Text } from "../../../messages/text.js";
import type { ParsedDocument } from "../parsed-document.js";
import type { Budget, SchemaComparison, Use } from "./compare-schemas.js";
import {
  asContractChange,
  type ContractChange,
  type Contracts,
  isNewMajor,
  newComparison,
  placeIn,
  placeOf,
  successorOf,
} from "./contract-change.js";
import { below, entriesOf, followed, isFields, listOf, type Place } from "./schema-shape.js";

interface Channel {
  readonly document: ParsedDocument;
  readonly address: string;
  readonly place: Place;
  readonly messages: readonly Message[];
}

interface Message {
  /** The first one is for people. */
  readonly names: readonly string[];
  readonly place: Place;
  /** Whether others read it (it is sent), write it (it is received), or both. */
  readonly uses: readonly Use[];
}

/** What in the AsyncAPI contracts of a service breaks those that its messages are for, or come from. */
export function asyncApiChanges(contracts: Contracts): readonly ContractChange[] {
  const { budget } = contracts;
  const current = contracts.now.flatMap(channelsIn);
  return contracts.before.flatMap((document) => {
    const comparisons = new Map<ParsedDocument, SchemaComparison>();
    return channelsIn(document).flatMap((channel) => {
      const same = current.filter(({ address }) => address === channel.address);
      const own = same.filter((one) => one.document.file === document.file);
      return channel.messages.flatMap((message) => {
        const found = [...own, ...same].flatMap((one) => {
          const now = one.messages.find(({ names }) => names.some((name) => message.names.includes(name)));
          return now ? [{ now, in: one.document }] : [];
        })[0];
        if (!found)
          return budget.report() ? [goneChange(channel, message, own[0] ?? same[0], contracts.now)] : [];
        const schemas = comparisons.get(found.in) ?? newComparison(contracts, document, found.in);
        comparisons.set(found.in, schemas);
        return messageChanges(channel, message, found, schemas, budget);
      });
    });
  });
}

function goneChange(
  channel: Channel,
  message: Message,
  place: Channel | undefined,
  now: readonly ParsedDocument[],
): ContractChange {
  const { document, address } = channel;
  const next = place?.document ?? successorOf(document, now);
  const [name = ""] = message.names;
  return {
    ...{ subject: name, event: { names: message.names, address } },
    what: { en: `is no longer on ${address}`, es: `ya no está en ${address}` },
    before: placeIn(document, message.place.path),
    now: next ? placeIn(next, place?.place.path ?? channel.place.path) : placeOf(document.file),
    announced: next !== undefined && isNewMajor(document, next),
  };
}

function messageChanges(
  { document, address }: Channel,
  message: Message,
  { now, in: current }: { readonly now: Message; readonly in: ParsedDocument },
  schemas: SchemaComparison,
  budget: Budget,
): readonly ContractChange[] {
  const [name = ""] = message.names;
  const about = {
    event: { names: message.names, address },
    announced: isNewMajor(document, current),
  };
  const before = payloadOf(document, message.place);
  const is = payloadOf(current, now.place);
  const said = (what: Text, undecided?: true): ContractChange => ({
    ...{ ...about, subject: name, what },
    before: placeIn(document, before.payload.path),
    now: placeIn(current, is.payload.path),
    ...(undecided && { undecided }),
  });
  const changes: ContractChange[] = [];
  if (
    before.contentType !== undefined &&
    is.contentType !== undefined &&
    before.contentType !== is.contentType
  )
    changes.push(
      said({
        en: `was ${before.contentType}, is ${is.contentType}`,
        es: `era ${before.contentType}, es ${is.contentType}`,
      }),
    );
  for (const use of message.uses) {
    const pairs = [
      ...(before.isJsonSchema && is.isJsonSchema ? [["", before.payload, is.payload] as const] : []),
      [" headers", below(message.place, "headers"), below(now.place, "headers")] as const,
    ];
    for (const [where, was, becomes] of pairs) {
      if (was.value === undefined && (use === "read" || becomes.value === undefined)) continue;
      for (const change of schemas.of(was, becomes, use))
        if (budget.report())
          changes.push(asContractChange(change, document, current, { ...about, subject: `${name}${where}` }));
    }
  }
  if (!(before.isJsonSchema && is.isJsonSchema) && jsonOf(before.payload) !== jsonOf(is.payload))
    changes.push(
      said(
        {
          en: "has a payload in a schema format that is not compared",
          es: "tiene un contenido en un formato de esquema que no se compara",
        },
        true,
      ),
    );
  return changes;
}

interface Payload {
  readonly payload: Place;
  readonly contentType: string | undefined;
  readonly isJsonSchema: boolean;
}

/** AsyncAPI 3 may wrap a payload with its format (Multi Format Schema Object); AsyncAPI 2 names the format beside it. */
function payloadOf(document: ParsedDocument, message: Place): Payload {
  const given = below(message, "payload");
  const target = followed(document, given);
  const wrapped = isFields(target.value) && typeof target.value.schemaFormat === "string";
  const format = wrapped ? below(target, "schemaFormat").value : below(message, "schemaFormat").value;
  const type =
    below(message, "contentType").value ??
    below({ value: document.data, path: [] }, "defaultContentType").value;
  return {
    payload: wrapped ? below(target, "schema") : given,
    contentType: typeof type === "string" ? type.slice(0, 80) : undefined,
    isJsonSchema: typeof format !== "string" || /asyncapi|schema\+|openapi/i.test(format),
  };
}

function jsonOf({ value }: Place): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "{…}"; // nested too deep to be written: nothing is said of it
  }
}

function channelsIn(document: ParsedDocument): readonly Channel[] {
  const version = document.at(["asyncapi"]);
  const root: Place = { value: document.data, path: [] };
  return typeof version === "string" && version.startsWith("2.")
    ? channels2(document, root)
    : channels3(document, root);
}

/** AsyncAPI 2: what others `subscribe` to is sent, what they `publish` is received. */
function channels2(document: ParsedDocument, root: Place): readonly Channel[] {
  return entriesOf(below(root, "channels")).map(([address, entry]) => {
    const place = followed(document, entry);
    const messages = (
      [
        ["subscribe", "read"],
        ["publish", "write"],
      ] as const
    ).flatMap(([word, use]) => {
      const message = below(place, word, "message");
      const several = listOf(below(message, "oneOf"));
      return (several.length > 0 ? several : message.value === undefined ? [] : [message]).map((one) =>
        messageAt(document, one, undefined, [use]),
      );
    });
    return { document, address, place, messages };
  });
}

/** AsyncAPI 3: operations say what is sent and received; what no operation names is taken to be sent. */
function channels3(document: ParsedDocument, root: Place): readonly Channel[] {
  const uses = usesByPlace(document, root);
  return entriesOf(below(root, "channels")).map(([key, entry]) => {
    const place = followed(document, entry);
    const address = below(place, "address").value;
    const messages = entriesOf(below(place, "messages")).map(([name, message]) => {
      const found =
        uses.get(idOf(below(entry, "messages", name))) ??
        uses.get(idOf(followed(document, message))) ??
        uses.get(idOf(entry));
      return messageAt(document, message, name, found ? [...found] : ["read"]);
    });
    return { document, address: typeof address === "string" ? address : key, place, messages };
  });
}

/** What operations do with a message, or with all of a channel: by where it stands. */
function usesByPlace(document: ParsedDocument, root: Place): ReadonlyMap<string, ReadonlySet<Use>> {
  const found = new Map<string, Set<Use>>();
  for (const [, entry] of entriesOf(below(root, "operations"))) {
    const operation = followed(document, entry);
    const action = below(operation, "action").value;
    if (action !== "send" && action !== "receive") continue;
    const messages = listOf(below(operation, "messages"));
    for (const meant of messages.length > 0 ? messages : [below(operation, "channel")]) {
      // Only the first reference: a channel's message is itself one to what it consists of.
      const reference = isFields(meant.value) ? meant.value.$ref : undefined;
      if (typeof reference !== "string") continue;
      const known = found.get(reference) ?? new Set<Use>();
      found.set(reference, known.add(action === "send" ? "read" : "write"));
    }
  }
  return found;
}

function idOf({ path }: Place): string {
  const keys = path.map((key) => String(key).replaceAll("~", "~0").replaceAll("/", "~1"));
  return `#/${keys.join("/")}`;
}

function messageAt(
  document: ParsedDocument,
  given: Place,
  key: string | undefined,
  uses: readonly Use[],
): Message {
  const place = followed(document, given);
  const named = ["name", "messageId", "title"].map((word) => below(place, word).value);
  const names = [key, named[0], named[1], key === undefined ? place.path.at(-1) : undefined];
  const known = [...names, ...(names.some((name) => isName(name)) ? [] : [named[2]])].filter(isName);
  return { names: known.length > 0 ? [...new Set(known)] : ["message"], place, uses };
}

function isName(name: unknown): name is string {
  return typeof name === "string" && name !== "" && !/^(?:message|payload)$/.test(name);
}
