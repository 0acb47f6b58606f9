using System.Text.Json;
using Chassis;

namespace UnitTests.Chassis;

[TestClass]
public sealed class SchemaValidatorTests
{
    private static readonly JsonElement document = JsonSerializer.Deserialize<JsonElement>("""
        {
          "components": {
            "schemas": {
              "Thing": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": false,
                "properties": {
                  "name": { "type": "string", "minLength": 1, "maxLength": 3, "pattern": "^\\S+$" },
                  "tags": { "type": ["array", "null"], "items": { "$ref": "#/components/schemas/Tag" }, "uniqueItems": true },
                  "price": { "type": "number", "exclusiveMinimum": 0, "maximum": 10 },
                  "count": { "type": "integer", "minimum": 1 },
                  "mail": { "type": "string", "format": "email" },
                  "kind": { "enum": ["a", "b"] }
                }
              },
              "Tag": { "type": "string", "minLength": 1 },
              "Unknown": { "type": "object", "properties": { "a": { "unevaluatedProperties": false } } }
            }
          }
        }
        """);

    private static readonly SchemaValidator validator = new(document);
    private static readonly JsonElement thing = Reference("Thing");

    [TestMethod]
    [DataRow("""{ "name": "abc", "tags": ["x"], "price": 10, "count": 3.0, "mail": "a.b@example.com", "kind": "b" }""")]
    [DataRow("""{ "name": "a", "tags": null }""")]
    [DataRow("""{ "name": "\ud83d\ude00\ud83d\ude00\ud83d\ude00" }""")]
    public void What_fits_has_no_fault(string value) => Assert.IsEmpty(Faults(value));

    [TestMethod]
    [DataRow("""5""", "", "must be object")]
    [DataRow("""{}""", "/name", "must have required property 'name'")]
    [DataRow("""{ "name": "a", "more": 1 }""", "/more", "must NOT have additional properties")]
    [DataRow("""{ "name": "" }""", "/name", "must NOT have fewer than 1 characters")]
    [DataRow("""{ "name": "abcd" }""", "/name", "must NOT have more than 3 characters")]
    [DataRow("""{ "name": "a\n" }""", "/name", "must match pattern \"^\\S+$\"")]
    [DataRow("""{ "name": 5 }""", "/name", "must be string")]
    [DataRow("""{ "name": "a", "tags": [""] }""", "/tags/0", "must NOT have fewer than 1 characters")]
    [DataRow("""{ "name": "a", "tags": ["x", "y", "x"] }""", "/tags", "must NOT have duplicate items (items ## 0 and 2 are identical)")]
    [DataRow("""{ "name": "a", "tags": {} }""", "/tags", "must be array,null")]
    [DataRow("""{ "name": "a", "price": 0 }""", "/price", "must be > 0")]
    [DataRow("""{ "name": "a", "price": 10.5 }""", "/price", "must be <= 10")]
    [DataRow("""{ "name": "a", "count": 1.5 }""", "/count", "must be integer")]
    [DataRow("""{ "name": "a", "count": 0.5 }""", "/count", "must be >= 1")]
    [DataRow("""{ "name": "a", "mail": "nobody" }""", "/mail", "must match format \"email\"")]
    [DataRow("""{ "name": "a", "kind": "c" }""", "/kind", "must be equal to one of the allowed values")]
    public void What_does_not_fit_is_said_with_its_place(string value, string pointer, string detail) =>
        Assert.Contains(new SchemaFault(pointer, detail), Faults(value));

    [TestMethod]
    public void All_faults_are_found() =>
        CollectionAssert.AreEquivalent(new[] { "/name", "/count", "/more" }, Faults("""{ "name": "", "count": "x", "more": 1 }""").Select(fault => fault.Pointer).Distinct().ToArray());

    [TestMethod]
    public void A_keyword_that_is_not_validated_is_refused_at_start()
    {
        validator.AssertKnown(thing);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => validator.AssertKnown(Reference("Unknown")));
        Assert.Contains("unevaluatedProperties", error.Message);
    }

    private static IReadOnlyList<SchemaFault> Faults(string value) => validator.Validate(thing, JsonSerializer.Deserialize<JsonElement>(value));

    private static JsonElement Reference(string name) => JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["$ref"] = $"#/components/schemas/{name}" });
}
