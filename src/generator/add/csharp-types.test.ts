import { describe, expect, test } from "vitest";
import { answerOfOthers, csharpType, eventOfOthers, jsonText, ownBody, ownEvent } from "./csharp-types.js";

const moment = { type: "string", format: "date-time" };

describe("csharpType", () => {
  test.each([
    [{ type: "string" }, "string"],
    [moment, "DateTimeOffset"],
    [{ type: "integer" }, "long"],
    [{ type: ["integer", "number"] }, "decimal"],
    [{ type: "array", items: { type: ["string", "null"] } }, "IReadOnlyList<string?>"],
    [{ type: "object", additionalProperties: { type: "boolean" } }, "IReadOnlyDictionary<string, bool>"],
    [{ enum: ["a", "b"] }, "string"],
    [{ enum: [1, "b"] }, "JsonElement"],
    [{ oneOf: [{ type: "string" }, { type: "integer" }] }, "JsonElement"],
    [{ anyOf: [{ type: "string" }, { type: "null" }] }, "string"],
    [{}, "JsonElement"],
  ])("%j is %s", (schema, text) => {
    expect(csharpType(schema, "Thing", ownBody).text).toBe(text);
  });

  test("an object is a record, what may be absent last; objects in it are records too", () => {
    const schema = {
      type: "object",
      required: ["at", "parts"],
      properties: {
        note: { type: "string" },
        at: moment,
        parts: { type: "array", items: { type: "object", properties: { on: { type: "boolean" } } } },
      },
    };
    expect(csharpType(schema, "Thing", ownBody).records).toEqual([
      "public sealed record Thing(DateTimeOffset At, IReadOnlyList<ThingPartsItem> Parts, string? Note = null);",
      "public sealed record ThingPartsItem(bool? On = null);",
    ]);
  });

  test("an event keeps its order, and has no defaults", () => {
    const schema = {
      type: "object",
      required: ["Timestamp"],
      properties: { Note: { type: "string" }, Timestamp: moment },
    };
    expect(csharpType(schema, "ThingEvent", ownEvent).records).toEqual([
      "public sealed record ThingEvent(string? Note, DateTimeOffset Timestamp);",
    ]);
  });

  test("of others what must be there is asked for, formats are text, and names are those on the wire", () => {
    const schema = {
      required: ["created_at", "userId"],
      properties: { created_at: moment, userId: { type: "string" }, clone: { type: "null" } },
    };
    expect(csharpType(schema, "Thing", answerOfOthers).records.join("")).toContain(
      '[property: JsonPropertyName("created_at"), JsonRequired] string CreatedAt',
    );
    expect(csharpType(schema, "Thing", answerOfOthers).records.join("")).toContain(
      "[property: JsonRequired] string UserId",
    );
    expect(csharpType(schema, "Thing", answerOfOthers).records.join("")).toContain(
      '[property: JsonPropertyName("clone")] JsonElement? Clone2',
    );
    expect(csharpType(schema, "Thing", eventOfOthers).records.join("")).toContain(
      '[property: JsonPropertyName("userId"), JsonRequired] string UserId',
    );
  });
});

test("JSON is a raw literal where it can be one", () => {
  expect(jsonText({ a: "b" })).toBe('"""{"a":"b"}"""');
  expect(jsonText("a")).toBe('"\\"a\\""');
});
