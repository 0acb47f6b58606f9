import { expect, test } from "vitest";
import { type ParsedDocument, parseFile } from "../parsed-document.js";
import { asyncApiChanges } from "./asyncapi-changes.js";
import { Budget } from "./compare-schemas.js";

const payload = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  properties,
  required,
});
const text = { type: "string" };

function parsed(data: object): readonly ParsedDocument[] {
  return parseFile("asyncapi.json", JSON.stringify(data, null, 1)).documents;
}

/** Version 3, with one channel of the given messages. */
function events(
  messages: object,
  more: { version?: string; address?: string; action?: "send" | "receive" } = {},
) {
  const { version = "1.0.0", address = "user_events", action } = more;
  return parsed({
    asyncapi: "3.0.0",
    info: { title: "t", version },
    channels: { users: { address, messages } },
    ...(action && { operations: { only: { action, channel: { $ref: "#/channels/users" } } } }),
  });
}

function changes(before: readonly ParsedDocument[], now: readonly ParsedDocument[]): readonly string[] {
  return asyncApiChanges({ before, now, budget: new Budget() }).map(
    ({ subject, what, announced, undecided }) =>
      `${subject}: ${what.en}${announced ? " (announced)" : ""}${undecided ? " (undecided)" : ""}`,
  );
}

const made = { UserCreated: { payload: payload({ id: text, email: text }, ["id"]) } };

test.each<[string, readonly ParsedDocument[], readonly string[]]>([
  ["a message gone", events({}), ["UserCreated: is no longer on user_events"]],
  ["a channel gone", events(made, { address: "users" }), ["UserCreated: is no longer on user_events"]],
  [
    "a property gone",
    events({ UserCreated: { payload: payload({ id: text }, ["id"]) } }),
    ["UserCreated: email is gone"],
  ],
  [
    "a property of another type",
    events({ UserCreated: { payload: payload({ id: { type: "integer" }, email: text }, ["id"]) } }),
    ["UserCreated: id was string, is integer"],
  ],
  [
    "a property that may be missing",
    events({ UserCreated: { payload: payload({ id: text, email: text }) } }),
    ["UserCreated: id may now be missing"],
  ],
  [
    "with a new major version",
    events({}, { version: "2.0.0" }),
    ["UserCreated: is no longer on user_events (announced)"],
  ],
])("breaks: %s", (_title, now, expected) => {
  expect(changes(events(made), now)).toEqual(expected);
});

test("what is received breaks its senders, not its readers", () => {
  const received = { action: "receive" } as const;
  const now = { UserCreated: { payload: payload({ id: text, name: text }, ["id", "name"]) } };
  expect(changes(events(made, received), events(now, received))).toEqual([
    "UserCreated: name is now required",
  ]);
  expect(changes(events(made, { action: "send" }), events(now, { action: "send" }))).toEqual([
    "UserCreated: email is gone",
  ]);
});

test("new messages, new properties and headers less strict to read are no break", () => {
  const more = {
    UserCreated: { payload: payload({ id: text, email: text, at: text }, ["id", "at"]) },
    UserGone: {},
  };
  expect(changes(events(made), events(more))).toEqual([]);
  const headers = (properties: object) =>
    events({ UserCreated: { ...made.UserCreated, headers: payload(properties) } });
  expect(changes(headers({ id: text }), headers({}))).toEqual(["UserCreated headers: id is gone"]);
});

test("components are followed, and version 2 says the same as version 3", () => {
  const components = (email: object) => ({
    messages: { created: { name: "UserCreated", payload: { $ref: "#/components/schemas/User" } } },
    schemas: { User: payload({ email }) },
  });
  const message = { $ref: "#/components/messages/created" };
  const two = (email: object) =>
    parsed({
      asyncapi: "2.6.0",
      info: { title: "t", version: "1.0.0" },
      channels: { user_events: { subscribe: { message: { oneOf: [message] } } } },
      components: components(email),
    });
  const three = (email: object) =>
    parsed({
      asyncapi: "3.0.0",
      info: { title: "t", version: "1.0.0" },
      channels: { users: { address: "user_events", messages: { UserCreated: message } } },
      operations: { send: { action: "send", channel: { $ref: "#/channels/users" } } },
      components: components(email),
    });
  for (const [was, is] of [
    [two, two],
    [three, three],
    [two, three],
  ] as const) {
    expect(changes(was(text), is(text))).toEqual([]);
    expect(changes(was(text), is({ type: "integer" }))).toEqual([
      "UserCreated: email was string, is integer",
    ]);
  }
});

test("a payload that is no JSON Schema takes a person once it changes", () => {
  const avro = (name: string) => ({
    UserCreated: {
      payload: {
        schemaFormat: "application/vnd.apache.avro;version=1.9.0",
        schema: { type: "record", name },
      },
    },
  });
  expect(changes(events(avro("a")), events(avro("a")))).toEqual([]);
  expect(changes(events(avro("a")), events(avro("b")))).toEqual([
    "UserCreated: has a payload in a schema format that is not compared (undecided)",
  ]);
});

test("documents of another shape are no more than that", () => {
  for (const channels of [null, [], { a: null, b: { messages: [] }, c: { messages: { d: 1 } } }]) {
    const odd = parsed({ asyncapi: "3.0.0", channels, operations: { a: { action: "send", messages: 3 } } });
    expect(changes(odd, odd)).toEqual([]);
  }
});
