using System.Text.Json.Nodes;
using Chassis;

namespace UnitTests.ChassisTests;

[TestClass]
public sealed class ApiTests
{
    private static readonly ApiContract Contract = new(JsonNode.Parse("""
        {
          "openapi": "3.1.0",
          "paths": {
            "/things": {
              "get": { "parameters": [{ "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1, "default": 20 } }] },
              "post": { "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } } }
            },
            "/things/{id}": { "get": { "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }] } }
          },
          "components": {
            "schemas": {
              "Thing": {
                "type": "object",
                "additionalProperties": false,
                "required": ["name"],
                "properties": { "name": { "type": "string", "minLength": 1, "pattern": "\\S" }, "size": { "type": "integer", "maximum": 9 } }
              }
            }
          }
        }
        """)!);

    private static readonly Handler<ApiEvent, ApiResult> Handle = Api.Handler(Contract, new Dictionary<string, Route>
    {
        ["POST /things"] = request => Task.FromResult(new Answer(201, request.Body, new Dictionary<string, string> { ["location"] = "/things/1" })),
        ["GET /things"] = request => Task.FromResult(new Answer(200, request.Query)),
        ["GET /things/{id}"] = request => request.Parameter("id") switch
        {
            "broken" => throw new InvalidOperationException("the secret cause"),
            "missing" => throw ProblemException.NotFound("There is no thing missing"),
            var id => Task.FromResult(new Answer(200, new { id })),
        },
    });

    [TestMethod]
    public async Task Creates_with_201_and_Location()
    {
        var (status, headers, body) = await SendAsync(Received.Http("POST", "/things", """{"name":"ñ"}"""));
        Assert.AreEqual((201, "/things/1", "application/json"), (status, headers["location"], headers["content-type"]));
        Assert.AreEqual("""{"name":"ñ"}""", body);
    }

    [TestMethod]
    public async Task Says_each_thing_that_the_contract_does_not_allow()
    {
        var (status, headers, body) = await SendAsync(Received.Http("POST", "/things", """{"name":"  ","size":10,"other":1}"""));
        Assert.AreEqual((400, "application/problem+json"), (status, headers["content-type"]));
        Assert.AreEqual(
            """{"type":"about:blank","title":"Bad Request","status":400,"detail":"The request does not fit the contract","instance":"/things","errors":[{"pointer":"#/other","detail":"must NOT have additional properties"},{"pointer":"#/name","detail":"must match pattern \"\\S\""},{"pointer":"#/size","detail":"must be <= 9"}]}""",
            body);
        var (_, _, missing) = await SendAsync(Received.Http("POST", "/things", "{}"));
        StringAssert.Contains(missing, """{"pointer":"#/name","detail":"must have required property 'name'"}""");
    }

    [TestMethod]
    [DataRow("POST", "/things", null, 400)]
    [DataRow("POST", "/things", "{", 400)]
    [DataRow("GET", "/nothing", null, 404)]
    [DataRow("GET", "/things/missing", null, 404)]
    [DataRow("GET", "/things/%zz", null, 400)]
    [DataRow("OPTIONS", "/things", null, 204)]
    [DataRow("HEAD", "/things", null, 200)]
    public async Task Answers_by_path_and_body(string method, string path, string? body, int expected) =>
        Assert.AreEqual(expected, (await SendAsync(Received.Http(method, path, body))).Status);

    [TestMethod]
    public async Task Refuses_other_methods_and_names_those_that_there_are()
    {
        var (status, headers, _) = await SendAsync(Received.Http("DELETE", "/things"));
        Assert.AreEqual((405, "GET, OPTIONS, POST"), (status, headers["allow"]));
    }

    [TestMethod]
    public async Task Refuses_other_types_and_large_bodies()
    {
        var text = Received.Http("POST", "/things", "name") with { Headers = new Dictionary<string, string?> { ["Content-Type"] = "text/plain" } };
        Assert.AreEqual(415, (await SendAsync(text)).Status);
        var large = Received.Http("POST", "/things", $$"""{"name":"{{new string('x', 300_000)}}"}""");
        Assert.AreEqual(413, (await SendAsync(large)).Status);
        var deep = Received.Http("POST", "/things", string.Concat(Enumerable.Repeat("[", 5_000)) + string.Concat(Enumerable.Repeat("]", 5_000)));
        Assert.AreEqual(400, (await SendAsync(deep)).Status);
    }

    [TestMethod]
    public async Task Converts_the_query_and_fills_in_defaults()
    {
        Assert.AreEqual("""{"limit":20}""", (await SendAsync(Received.Http("GET", "/things"))).Body);
        Assert.AreEqual("""{"limit":5}""", (await SendAsync(Received.Http("GET", "/things", query: "limit=5"))).Body);
        var (status, _, body) = await SendAsync(Received.Http("GET", "/things", query: "limit=many"));
        Assert.AreEqual(400, status);
        StringAssert.Contains(body, """{"pointer":"query/limit","detail":"must be integer"}""");
    }

    [TestMethod]
    public async Task Says_nothing_of_the_cause_of_a_500()
    {
        var (status, _, body) = await SendAsync(Received.Http("GET", "/things/broken"));
        Assert.AreEqual(500, status);
        Assert.AreEqual("""{"type":"about:blank","title":"Internal Server Error","status":500,"instance":"/things/broken"}""", body);
    }

    [TestMethod]
    public async Task Understands_REST_APIs_and_keeps_the_callers_request_id()
    {
        var rest = new ApiEvent { HttpMethod = "GET", Path = "/things/7", Headers = new Dictionary<string, string?> { ["X-Request-Id"] = "a-1" } };
        var (status, headers, body) = await SendAsync(rest);
        Assert.AreEqual((200, "a-1", """{"id":"7"}"""), (status, headers["x-request-id"], body));
        Assert.AreEqual("*", headers["access-control-allow-origin"]);
    }

    private static async Task<(int Status, IReadOnlyDictionary<string, string> Headers, string Body)> SendAsync(ApiEvent received)
    {
        var result = await Handle(received, Received.Invocation);
        return (result.StatusCode, result.Headers, result.Body);
    }
}
